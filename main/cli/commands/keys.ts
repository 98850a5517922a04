import type { LaneKeyView, RotatedKey } from '../../../common/contract.ts'
import type { BurstCommand } from '../burst-command.ts'
import { table } from '../render/table.ts'
import type { Bind } from '../session.ts'

export function addKeyCommands(program: BurstCommand, bind: Bind): void {
  const keys = program.command('keys').description('the SSH keys of instances: each has its own, and they go with it')
  keys
    .command('list', { isDefault: true })
    .description('the keys there are, by their fingerprints')
    .action(
      bind(async session => {
        const list = await session.withFace('look', async ({ api }) => await api.call('keys.list', undefined))
        session.result(list, () => keysTable(list))
        return 'done'
      }),
    )
  keys
    .command('rotate')
    .description('give every running instance another login key; work goes on meanwhile')
    .action(
      bind(async session => {
        const list = await session.withFace('look', async ({ api }) => await api.call('keys.rotate', undefined))
        session.result(list, () => rotatedTable(list))
        return list.every(({ rotated }) => rotated) ? 'done' : 'provider'
      }),
    )
}

const COLUMNS = [
  { title: 'BURST', value: (key: LaneKeyView) => key.burstId ?? 'unknown' },
  { title: 'INSTANCE', value: (key: LaneKeyView) => key.instanceId ?? 'not rented yet' },
  { title: 'LOGIN KEY', value: (key: LaneKeyView) => key.login },
  { title: 'HOST KEY', value: (key: LaneKeyView) => key.host },
]
const NONE = 'No instance has a key: none is rented.'

function keysTable(keys: readonly LaneKeyView[]): string {
  return table(keys, COLUMNS, NONE)
}

function rotatedTable(keys: readonly RotatedKey[]): string {
  const result = { title: 'ROTATED', value: ({ rotated, reason }: RotatedKey) => (rotated ? 'yes' : `no: ${reason}`) }
  return table(keys, [...COLUMNS, result], NONE)
}
