import type { KillReport } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { BurstCommand } from '../burst-command.ts'
import { confirmEnding } from '../confirm.ts'
import type { Outcome } from '../exit-codes.ts'
import { killText } from '../render/kill-text.ts'
import type { Bind, Session } from '../session.ts'
import { flagError } from '../usage-error.ts'

type KillFlags = { readonly confirm?: boolean; readonly install?: string }
type KillAllFlags = { readonly confirm?: boolean; readonly provider?: string; readonly drill?: boolean }

export function addKillCommands(program: BurstCommand, bind: Bind): void {
  program
    .command('kill')
    .description('end one instance and wait until it is seen gone')
    .argument('<instance>', 'its id, as `burst instances` shows it')
    .option('--confirm', 'end it without asking')
    .option('--install <id>', "end an instance of another installation, named by that installation's id")
    .action(bind(async (session, instanceId: string, flags: KillFlags) => await kill(session, instanceId, flags)))
  program
    .command('kill-all')
    .description('end everything that Burst rented and forbid new instances; needs no engine')
    .option('--confirm', 'end it without asking')
    .option('--provider <name>', 'only at this provider')
    .option('--drill', 'only at the practice cloud, to see that it works and how long it takes')
    .addHelpText('after', '\nAfterwards nothing new is rented until `burst unlatch`.')
    .action(bind(async (session, flags: KillAllFlags) => await killAll(session, flags)))
  program
    .command('clear-account')
    .description('what it would mean to end everything on an account, whoever made it; and to end it')
    .argument('<provider>', 'the account of this provider')
    .option('--confirm-name <provider>', 'its name once more: end everything there')
    .action(
      bind(
        async (session, provider: string, { confirmName }: { confirmName?: string }) =>
          await clearAccount(session, provider, confirmName),
      ),
    )
  program
    .command('unlatch')
    .description('allow new instances again after kill-all')
    .action(
      bind(async session => {
        const unlatched = await session.host.safety.unlatch(session.home)
        session.result(unlatched, () =>
          unlatched.was ? 'New instances are allowed again.' : 'New instances were not forbidden.',
        )
        return 'done'
      }),
    )
}

async function kill(session: Session, instanceId: string, { confirm, install }: KillFlags): Promise<Outcome> {
  await confirmEnding(session, confirm === true, `End ${instanceId}?`)
  const { safety, interrupts } = session.host
  const input = install === undefined ? { instanceId } : { instanceId, install }
  return tell(session, await provenBefore(interrupts.first, safety.kill(session.home, input, interrupts.first)))
}

async function killAll(session: Session, { confirm, provider, drill }: KillAllFlags): Promise<Outcome> {
  await confirmEnding(session, confirm === true, 'End everything that Burst rented?')
  const { safety, interrupts, files } = session.host
  const input = { ...(provider === undefined ? {} : { provider }), drill: drill === true }
  const report = await provenBefore(interrupts.first, safety.killAll(session.home, input, interrupts.first))
  if (!files.isFile(session.home.identity))
    session.note(`Nothing was ever rented from ${session.home.root}; --home names another one.`)
  return tell(session, report)
}

async function clearAccount(session: Session, provider: string, confirmed: string | undefined): Promise<Outcome> {
  if (confirmed !== undefined && confirmed !== provider)
    throw flagError('confirm-name', `--confirm-name is ${confirmed}, the account is ${provider}.`, 'Name the same one.')
  const { safety, interrupts } = session.host
  const isMeant = confirmed !== undefined
  const clearing = safety.clearAccount(session.home, { provider, isMeant }, interrupts.first)
  const report = await provenBefore(interrupts.first, clearing)
  if (isMeant) return tell(session, report)
  const ids = report.unconfirmed
  session.result(report, () =>
    ids.length === 0
      ? `There is no instance on the account at ${provider}.`
      : [`Would end at ${provider}:`, ...ids, `Add --confirm-name ${provider} to end them.`].join('\n'),
  )
  return report.providers.every(({ ok }) => ok) ? 'done' : 'provider'
}

/** Who interrupts the proof must know that there is none. */
async function provenBefore(interrupt: AbortSignal, report: Promise<KillReport>): Promise<KillReport> {
  try {
    return await report
  } catch (error) {
    if (!interrupt.aborted) throw error
    const message = 'Interrupted before the end was proven: instances may still be billing.'
    const remedy = '`burst instances` shows what runs; give the command again to be sure.'
    throw new BurstError('cancelled', [{ code: 'not-proven-gone', message, remedy }], { cause: error })
  }
}

/** Only what was seen gone everywhere is done. */
function tell(session: Session, report: KillReport): Outcome {
  session.result(report, () => killText(report))
  return report.unconfirmed.length === 0 && report.providers.every(provider => provider.ok) ? 'done' : 'provider'
}
