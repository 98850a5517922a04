import { BurstError } from '../../../common/errors.ts'
import { roleCommand } from '../../core/roles.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import { GUARD_EVERY_SECONDS, guardPlan, type Command, type GuardPlan } from '../guard/guard-plan.ts'
import type { Bind, Session } from '../session.ts'

export function addGuardCommands(program: BurstCommand, bind: Bind): void {
  const guard = program.command('guard').description('the watchdog on a timer of the system, for when the app is quit')
  guard
    .command('install')
    .description('let the system run `burst watch --once` every five minutes')
    .action(bind(install))
  guard.command('remove').description('take the timer away').action(bind(remove))
  guard.command('status', { isDefault: true }).description('whether it is set').action(bind(status))
}

async function install(session: Session): Promise<Outcome> {
  const { system } = session.host
  const plan = planOf(session)
  // What is loaded already is loaded anew.
  for (const command of plan.remove) await system.run(command)
  for (const file of plan.files) await system.write(file.path, file.content)
  for (const command of plan.install) await mustRun(session, command)
  session.note(plan.hint)
  return tell(session, plan, true)
}

async function remove(session: Session): Promise<Outcome> {
  const { system } = session.host
  const plan = planOf(session)
  for (const command of plan.remove) await system.run(command)
  for (const file of plan.files) await system.remove(file.path)
  return tell(session, plan, false)
}

async function status(session: Session): Promise<Outcome> {
  const plan = planOf(session)
  const { code } = await session.host.system.run(plan.status)
  return tell(session, plan, code === 0)
}

function planOf({ host, home }: Session): GuardPlan {
  const { platform, userFolder, env, system } = host
  return guardPlan({ platform, userFolder, env, uid: system.uid, home: home.root, program: roleCommand('cli') })
}

async function mustRun({ host }: Session, command: Command): Promise<void> {
  const { code, output } = await host.system.run(command)
  if (code === 0) return
  throw new BurstError('failed', [
    {
      code: 'guard-not-installed',
      message: `${command.join(' ')} failed: ${output.trim() === '' ? `exit ${String(code)}` : output.trim()}.`,
      remedy: 'Let a timer of your own run `burst watch --once` every five minutes.',
    },
  ])
}

function tell(session: Session, { system, name, files }: GuardPlan, installed: boolean): Outcome {
  const document = {
    installed,
    system,
    name,
    everySeconds: GUARD_EVERY_SECONDS,
    files: files.map(({ path }) => path),
  }
  session.result(document, () =>
    installed
      ? `${name} is set (${system}), every ${GUARD_EVERY_SECONDS / 60} minutes`
      : `${name} is not set (${system})`,
  )
  return 'done'
}
