import type { BurstCommand } from '../burst-command.ts'
import type { Bind } from '../session.ts'

export function addAdoptCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('adopt')
    .description('take over one of ours that the ledger lost: its rules and limits are watched again')
    .argument('<instance>', 'its id or name')
    .action(
      bind(async (session, instanceId: string) => {
        const signal = session.host.interrupts.first
        const instance = await session.withFace(
          'look',
          async ({ api }) => await api.call('instances.adopt', { instanceId }, signal),
        )
        session.result(instance, () => `${instance.id} at ${instance.provider} is looked after: ${instance.state}`)
        return 'done'
      }),
    )
}
