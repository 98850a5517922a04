import type { Check } from '../../../common/doctor.ts'
import { BurstError } from '../../../common/errors.ts'
import type { BurstCommand } from '../burst-command.ts'
import type { Outcome } from '../exit-codes.ts'
import type { Bind, Session } from '../session.ts'

export function addDoctorCommand(program: BurstCommand, bind: Bind): void {
  program
    .command('doctor')
    .description('check this machine and the accounts, and say what to do: exit 1 with a fault')
    .action(bind(async session => await doctor(session)))
}

async function doctor(session: Session): Promise<Outcome> {
  const checks = await looked(session)
  session.result(checks, () => checksText(checks))
  return checks.every(({ ok }) => ok) ? 'done' : 'failed'
}

/** That there is no engine to ask is a finding too. */
async function looked(session: Session): Promise<Check[]> {
  const signal = session.host.interrupts.first
  try {
    return await session.withFace('look', async ({ api }) => await api.call('doctor.check', undefined, signal))
  } catch (error) {
    if (signal.aborted) throw error
    const [problem] = error instanceof BurstError ? error.problems : []
    const detail = problem?.message ?? (error instanceof Error ? error.message : String(error))
    const remedy = problem?.remedy ?? `Look into ${session.home.log}.`
    return [{ check: 'engine', ok: false, detail, remedy }]
  }
}

/** A line each, with what to do below it. */
function checksText(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ check }) => check.length))
  return checks
    .map(({ check, ok, detail, remedy }) => {
      const line = `${ok ? 'ok   ' : 'FAULT'}  ${check.padEnd(width)}  ${detail}`
      return remedy === undefined ? line : `${line}\n${' '.repeat(width + 9)}${remedy}`
    })
    .join('\n')
}
