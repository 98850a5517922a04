import { heldItems, instanceIdOf } from '../../../common/bursts/state.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'
import { endByOf } from './end-by.ts'
import { judge } from './lane-boot.ts'

/** How long set-up may take until ComfyUI answers, ms on the provider's clock. */
const SETUP_DEADLINE_MS = 20 * 60_000

/** An instance that could end itself within this time is given more, or closed in good order. */
const END_BY_MARGIN_MS = 5 * 60_000

/** Looks at a working instance from the outside: is it still ours, is it ready in time, how long may it live. */
export async function watchLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { clock, pollMs } = context.provider.facts
  while (laneOf(context, index).phase.kind === 'running') {
    await clock.sleep(pollMs * 5, signal)
    if (await isLost(context, index, signal)) return
    if (isSetupLate(context, index))
      return closeLane(context, index, 'setup-failed', 'ComfyUI did not answer in time on the instance')
    await keepAlive(context, index, signal)
  }
}

async function isLost(context: BurstContext, index: number, signal: AbortSignal): Promise<boolean> {
  const answer = await context.provider.get(instanceIdOf(laneOf(context, index)) ?? '', signal)
  const verdict = judge(answer, false)
  if (verdict.kind !== 'lost') return false
  closeLane(context, index, verdict.reason, verdict.message)
  return true
}

function isSetupLate(context: BurstContext, index: number): boolean {
  const { marks } = laneOf(context, index)
  return (
    marks.ready === null &&
    marks.running !== null &&
    context.provider.facts.clock.now() > marks.running + SETUP_DEADLINE_MS
  )
}

/** Moves `endBy` later while there is work, inside the budget and the lifetime limit; else ends the lane in time. */
async function keepAlive(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { provider, recorder } = context
  const now = provider.facts.clock.now()
  const lane = laneOf(context, index)
  if (heldItems(recorder.state(), lane) === 0 || lane.endBy - now > END_BY_MARGIN_MS) return
  const endBy = endByOf(recorder.state(), { intended: lane.marks.intended, now, lifetimeMs: context.limits.lifetimeMs })
  if (endBy > lane.endBy) {
    const moved = await provider.setEndBy(instanceIdOf(lane) ?? '', endBy, signal)
    if (moved.kind === 'answer') recorder.record([{ type: 'lane.end-by-moved', lane: index, endBy }], { durable: true })
  } else if (lane.endBy - now < END_BY_MARGIN_MS / 5) {
    closeLane(context, index, 'budget', 'the budget or the lifetime limit of this instance is used up')
  }
}
