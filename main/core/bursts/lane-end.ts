import { instanceIdOf } from '../../../common/bursts/state.ts'
import { meterOf } from '../../../common/bursts/summary.ts'
import { isSameKind } from '../../../common/money.ts'
import { confirmGone } from '../providers/confirm-gone.ts'
import type { Charge, Provider } from '../providers/provider.ts'
import { laneOf, withdrawEnd, type BurstContext } from './context.ts'
import { tidyLane } from './lane-tidy.ts'
import { wipeLane } from './lane-wipe.ts'

/** An instance that is still not gone after this long is told to end once more, ms on the provider's clock. */
const ASK_AGAIN_MS = 10 * 60_000

/**
 * Ends a lane's instance and does not rest until it is seen gone (law 2).
 *
 * It has no deadline on purpose: as long as this process lives it keeps asking, and every face says *may still be
 * billing*. A new process takes up the same task from the record.
 */
export async function endLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const lane = laneOf(context, index)
  const instanceId = instanceIdOf(lane)
  if (instanceId === null) throw new Error(`lane ${index} is closing without an instance`)
  await wipeLane(context, index, signal)
  const provider = context.providerOf(index)
  withdrawEnd(context, index)
  let acceptedAt: number | null = null
  do acceptedAt = (await terminate(context, index, instanceId, signal)) ?? acceptedAt
  while (!(await isSeenGone(provider, { instanceId, createdAt: lane.marks.intended }, signal)))
  await tidyLane(context, index, signal)
  const { billedSeconds, cost } = await chargeOf(context, index, { instanceId, acceptedAt }, signal)
  context.recorder.record([{ type: 'lane.gone', lane: index, billedSeconds, cost }], { durable: true })
  await context.keys.remove(lane.attempt)
}

/** Gives back when the order was accepted, ms on the provider's clock; null where the instance was not there any more. */
async function terminate(
  context: BurstContext,
  index: number,
  instanceId: string,
  signal: AbortSignal,
): Promise<number | null> {
  const provider = context.providerOf(index)
  const { clock, pollMs, simulated } = provider.facts
  for (;;) {
    const answer = await provider.terminate(instanceId, signal)
    if (answer.kind !== 'trouble') return answer.kind === 'accepted' ? clock.now() : null
    context.log(`terminating ${instanceId} failed and is tried again`, answer.trouble)
    const message = `${provider.id} does not end ${instanceId} (${answer.trouble.message}): it may still be billing, and is asked again and again.`
    context.alarm(`ending ${laneOf(context, index).attempt}`, message, simulated)
    await clock.sleep(pollMs, signal)
  }
}

/** False when it is time to ask for the end once more: an order may have been accepted and lost. */
async function isSeenGone(
  provider: Provider,
  instance: { instanceId: string; createdAt: number },
  signal: AbortSignal,
): Promise<boolean> {
  const { clock, pollMs } = provider.facts
  const enough = new AbortController()
  const both = AbortSignal.any([signal, enough.signal])
  const gone = confirmGone(provider, instance, both).then(() => true)
  const late = clock.sleep(Math.max(ASK_AGAIN_MS, pollMs * 60), both).then(() => false)
  try {
    return await Promise.race([gone, late])
  } finally {
    enough.abort(new Error('answered'))
  }
}

/** What the provider says it charged; where it does not tell, our own meter until it took the order to end. */
async function chargeOf(
  context: BurstContext,
  index: number,
  { instanceId, acceptedAt }: { readonly instanceId: string; readonly acceptedAt: number | null },
  signal: AbortSignal,
): Promise<Charge> {
  const provider = context.providerOf(index)
  const { clock, billing } = provider.facts
  const lane = laneOf(context, index)
  if (lane.pricePerHour.micros === 0) return { billedSeconds: 0, cost: lane.pricePerHour }
  const charged = await provider.cost(instanceId, signal)
  if (charged.kind === 'answer' && isSameKind(charged.value.cost, lane.pricePerHour))
    return withoutBefore(charged.value, context.chargedBefore(lane.attempt))
  const until = acceptedAt ?? clock.now()
  const meter = meterOf({ ...lane, marks: { ...lane.marks, gone: until } }, { clockNow: until, billing })
  return { billedSeconds: meter.billedSeconds, cost: meter.money }
}

/** A provider tells of an instance's whole life, of which other bursts may have paid the first part. */
function withoutBefore(charge: Charge, before: Charge | null): Charge {
  if (before === null) return charge
  const { billedSeconds, cost } = charge
  const micros = isSameKind(cost, before.cost) ? Math.max(0, cost.micros - before.cost.micros) : cost.micros
  return { billedSeconds: Math.max(0, billedSeconds - before.billedSeconds), cost: { ...cost, micros } }
}
