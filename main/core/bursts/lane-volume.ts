import { instanceIdOf, isRunning } from '../../../common/bursts/state.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'

/** How long a seller may take to free a volume of the instance before, ms on its clock; the set-up waits as long for it. */
const PATIENCE_MS = 10 * 60_000

/**
 * Gives a running instance the model volume of its plan, where that takes an order of its own; repeating it is harmless.
 *
 * One that cannot be had ends the lane: without it everything would be sent again, which is not what was agreed to.
 */
export async function giveVolume(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { facts, volumes } = context.providerOf(index)
  const lane = laneOf(context, index)
  const volume = context.recorder.state().plan.offers[lane.offer]?.volume
  if (volume === undefined || !volumes?.attach) return
  const deadline = facts.clock.now() + PATIENCE_MS
  while (isRunning(laneOf(context, index))) {
    const answer = await volumes.attach(volume, instanceIdOf(lane) ?? '', signal)
    if (answer.kind === 'answer') return
    if (facts.clock.now() >= deadline)
      return closeLane(context, index, 'failed', `it could not be given its model volume: ${answer.trouble.message}`)
    await facts.clock.sleep(facts.pollMs, signal)
  }
}
