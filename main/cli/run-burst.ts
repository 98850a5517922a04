import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { dearestOf } from '../../common/bursts/worst-case.ts'
import type { PlanResult, RunInput } from '../../common/contract.ts'
import { hasEnded, isSettled, outcomeOfBurst } from './burst-states.ts'
import { confirmSpending } from './confirm.ts'
import type { Outcome } from './exit-codes.ts'
import { carryOut } from './follow/carry-out.ts'
import type { Face } from './host.ts'
import { warningText } from './print-error.ts'
import { burstText } from './render/burst-text.ts'
import { endText } from './render/end-text.ts'
import { planText } from './render/plan-text.ts'
import type { Session } from './session.ts'
import { startEngine } from './start-engine.ts'

export type HowToRun = { readonly dryRun?: boolean; readonly detach?: boolean; readonly yes?: boolean }

/** Plans a burst and, where that is wanted and agreed to, carries it out. */
export async function runBurst(session: Session, input: RunInput, how: HowToRun): Promise<Outcome> {
  if (how.dryRun) return await dryRun(session, input)
  return how.detach ? await runDetached(session, input, how) : await runHere(session, input, how)
}

async function dryRun(session: Session, input: RunInput): Promise<Outcome> {
  const { plan, job, warnings } = await session.withFace('look', async face => await planOf(session, face, input))
  for (const warning of warnings) session.note(warningText(warning))
  session.result({ plan, job }, () => planText(plan, session.host.now()))
  return 'done'
}

async function runHere(session: Session, input: RunInput, how: HowToRun): Promise<Outcome> {
  return await session.withFace('drive', async face => {
    await agree(session, face, input, how)
    const { burst: started } = await face.api.call('bursts.start', input)
    session.note(`burst ${started.id} → ${started.out}`)
    const { burst, detached } = await carryOut(session, face, started, isSettled)
    if (burst.state === 'keeping-warm')
      session.note(`The instance is kept for the next burst. \`burst finish ${burst.id}\` ends it now.`)
    session.result(burst, () => (hasEnded(burst) ? endText(burst) : burstText(burst)))
    return detached ? 'cancelled' : outcomeOfBurst(burst)
  })
}

/** The engine is started only when the plan is agreed to: bad input leaves no process behind. */
async function runDetached(session: Session, input: RunInput, how: HowToRun): Promise<Outcome> {
  await session.withFace('look', async face => await agree(session, face, input, how))
  await startEngine(session)
  const burst: BurstSummary = await session.withFace(
    'drive',
    async ({ api }) => (await api.call('bursts.start', input)).burst,
  )
  session.result(burst, () => burstText(burst))
  return 'done'
}

/** Shows what is about to be bought and makes sure that it is wanted. */
async function agree(session: Session, face: Face, input: RunInput, how: HowToRun): Promise<void> {
  const { plan, warnings } = await planOf(session, face, input)
  session.note(planText(plan, session.host.now()))
  for (const warning of warnings) session.note(warningText(warning))
  if (!plan.estimatedCost.simulated && dearestOf(plan.offers).micros > 0)
    await confirmSpending(session, how.yes === true)
}

async function planOf(session: Session, { api }: Face, input: RunInput): Promise<PlanResult> {
  return await api.call('bursts.plan', input, session.host.interrupts.first)
}
