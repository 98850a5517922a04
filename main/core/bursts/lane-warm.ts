import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'
import type { Handed } from './handed.ts'

/** From now on the instance waits for the next burst. */
export function keptWarm(context: BurstContext, lane: number): BurstEvent {
  const { clock } = context.providerOf(lane).facts
  return { type: 'lane.kept-warm', lane, until: clock.now() + (context.recorder.state().plan.warmSeconds ?? 0) * 1000 }
}

/** How long it still waits, ms on the provider's clock; Infinity for one that works. */
export function untilCold(context: BurstContext, index: number): number {
  const { warmUntil } = laneOf(context, index)
  return warmUntil === null ? Infinity : Math.max(0, warmUntil - context.providerOf(index).facts.clock.now())
}

/** Ends an instance that nobody took over in time. */
export function closeIfCold(context: BurstContext, index: number): void {
  if (untilCold(context, index) <= 0) closeLane(context, index, 'done', 'no other burst wanted it')
}

/** Takes an instance over from the burst that kept it; where it is not there any more, the next offer is tried. */
export function takeLane(context: BurstContext, offer: number, takes: { burstId: string; lane: number }): void {
  const { recorder } = context
  const { id, lanes, wish, ended } = recorder.state()
  if (wish !== 'run' || ended) return
  const handed = context.takeOver(takes, id)
  const isOurs = handed !== null && lanes.some(({ attempt }) => attempt === handed.attempt)
  recorder.record(
    [
      state =>
        handed === null || isOurs
          ? rejectedOffer(context, state, offer, 'the instance that was kept is not there any more')
          : takenEvents(state, offer, handed),
    ],
    { durable: true },
  )
}

/** A lane that stands for an offer which was not to be had, so that the next one is tried. Nothing is rented. */
function rejectedOffer(context: BurstContext, state: BurstState, offer: number, message: string): BurstEvent[] {
  const planned = state.plan.offers[offer]
  if (!planned) return []
  const attempt = context.names.newAttempt()
  const lane = state.lanes.length
  const name = context.names.instanceName(attempt)
  const endBy = context.provider.facts.clock.now()
  const { pricePerHour } = planned
  return [
    { type: 'lane.intended', lane, attempt, name, offer, pricePerHour, endBy },
    { type: 'lane.rejected', lane, reason: 'no-stock', message },
  ]
}

function takenEvents(state: BurstState, offer: number, handed: Handed): BurstEvent[] {
  const planned = state.plan.offers[offer]
  if (!planned) return []
  return [{ type: 'lane.taken', lane: state.lanes.length, offer, pricePerHour: planned.pricePerHour, ...handed }]
}
