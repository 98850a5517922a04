import { instanceIdOf } from '../../../common/bursts/state.ts'
import { meterOf } from '../../../common/bursts/summary.ts'
import { confirmGone } from '../providers/confirm-gone.ts'
import { laneOf, type BurstContext } from './context.ts'

/**
 * Ends a lane's instance and does not rest until it is seen gone (law 2).
 *
 * It has no deadline on purpose: as long as this process lives it keeps asking, and every face says *may still be
 * billing*. A new process takes up the same task from the record.
 */
export async function endLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { provider, recorder } = context
  const { clock, pollMs, billing } = provider.facts
  const lane = laneOf(context, index)
  const instanceId = instanceIdOf(lane)
  if (instanceId === null) throw new Error(`lane ${index} is closing without an instance`)
  for (;;) {
    const answer = await provider.terminate(instanceId, signal)
    if (answer.kind !== 'trouble') break
    context.log(`terminating ${instanceId} failed and is tried again`, answer.trouble)
    await clock.sleep(pollMs, signal)
  }
  await confirmGone(provider, { instanceId, createdAt: lane.marks.intended }, signal)
  const charged = await provider.cost(instanceId, signal)
  const meter = meterOf(
    { ...laneOf(context, index), marks: { ...lane.marks, gone: clock.now() } },
    { clockNow: clock.now(), billing },
  )
  const charge = charged.kind === 'answer' ? charged.value : { billedSeconds: meter.billedSeconds, cost: meter.money }
  recorder.record([{ type: 'lane.gone', lane: index, billedSeconds: charge.billedSeconds, cost: charge.cost }], {
    durable: true,
  })
  await context.keys.remove(lane.attempt)
}
