import type { SandboxStatus } from '../../../common/contract.ts'
import { Argument } from 'commander'
import { SANDBOX_FAULT_NAMES, SANDBOX_FAULTS } from '../../core/providers/sandbox/fault-names.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import type { Face } from '../host.ts'
import { decimalNumber, wholeNumber } from '../option-values.ts'
import { pairs, table } from '../render/table.ts'
import type { Bind, Session } from '../session.ts'

export function addSandboxCommand(program: BurstCommand, bind: Bind): void {
  const sandbox = program.command('sandbox').description('the practice cloud').addHelpText('after', faultsHelp())
  sandbox
    .command('status', { isDefault: true })
    .description('its clock, faults and machines')
    .action(bind(async session => await tell(session, async ({ api }) => await api.call('sandbox.status', undefined))))
  sandbox
    .command('fault')
    .description('make it misbehave')
    .addArgument(new Argument('<name>', 'the fault').choices(SANDBOX_FAULT_NAMES))
    .option('--count <n>', 'how many times', wholeNumber({ min: 1, max: 1000 }))
    .action(
      bind(async (session, name: string, { count }: { count?: number }) => {
        const input = count === undefined ? { name } : { name, count }
        return await tell(session, async ({ api }) => await api.call('sandbox.fault', input))
      }),
    )
  sandbox
    .command('speed')
    .description('how much faster than life its clock runs, from now on')
    .argument('<factor>', 'times as fast as life', decimalNumber({ min: 0.1, max: 100_000 }))
    .action(
      bind(
        async (session, speed: number) =>
          await tell(session, async ({ api }) => await api.call('sandbox.speed', { speed })),
      ),
    )
  sandbox
    .command('reset')
    .description('end its machines and forget its faults')
    .action(bind(async session => await tell(session, async ({ api }) => await api.call('sandbox.reset', undefined))))
  sandbox
    .command('shutdown')
    .description('end its process and its machines now; it starts again when it is needed')
    .action(
      bind(async session => {
        await session.host.safety.shutdownSandbox(session.home, session.host.interrupts.first)
        session.result({ running: false }, () => 'The practice cloud is down.')
        return 'done'
      }),
    )
}

function faultsHelp(): string {
  return `\nFaults:\n${pairs(Object.entries(SANDBOX_FAULTS).map(([name, about]) => [`  ${name}`, about]))}`
}

async function tell(session: Session, ask: (face: Face) => Promise<SandboxStatus>): Promise<Outcome> {
  const status = await session.withFace('look', ask)
  session.result(status, () => statusText(status))
  return 'done'
}

function statusText({ speed, clock, faults, instances, made }: SandboxStatus): string {
  const facts = pairs([
    ['speed', `${speed} × life`],
    ['clock', clock],
    ['faults', faults.map(({ name, left }) => `${name} (${left} more)`).join(', ') || 'none'],
    ['pictures made', String(made)],
  ])
  const machines = table(
    instances,
    [
      { title: 'INSTANCE', value: instance => instance.id },
      { title: 'STATE', value: instance => instance.state },
      { title: 'NAME', value: instance => instance.name },
    ],
    'no machine',
  )
  return `${facts}\n\n${machines}`
}
