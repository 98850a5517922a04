import type { BurstState } from '../../../common/bursts/state.ts'

/**
 * The instant at which an instance ends itself, whatever happens here: the earliest of its predicted end with grace,
 * the moment the budget is spent, and the lifetime limit. All in ms on the provider's clock.
 *
 * The budget is shared by the lanes at full rate, so that together they cannot overspend.
 */
export function endByOf(state: BurstState, at: { intended: number; now: number; lifetimeMs: number }): number {
  const predicted = Math.max(at.intended + state.plan.estimate.seconds * 1000, at.now) + state.plan.graceSeconds * 1000
  return Math.floor(Math.min(predicted, budgetEnd(state, at.intended), at.intended + at.lifetimeMs))
}

function budgetEnd(state: BurstState, intended: number): number {
  const rate = state.plan.offers[0]?.pricePerHour.micros ?? 0
  if (!state.plan.maxCost || rate === 0) return Infinity
  const spent = state.lanes.reduce((sum, lane) => sum + (lane.billed?.cost.micros ?? 0), 0)
  const hours = (state.plan.maxCost.micros - spent) / rate / state.plan.lanes
  return intended + Math.max(0, hours) * 3_600_000
}
