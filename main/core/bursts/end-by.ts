import { isLive, isOpen, type BurstState, type Lane } from '../../../common/bursts/state.ts'

/** All in ms on the provider's clock. */
export type EndBy = {
  readonly endBy: number
  /** What stands in the way of a later instant. */
  readonly boundBy: 'prediction' | 'budget' | 'lifetime'
}

export type EndByLimits = {
  readonly now: number
  /** However short grace and job: with less, nobody might get to prolong it. */
  readonly atLeastMs: number
  readonly lifetimeMs: number
}

/** The lane that `endByOf` is asked about: its rent, since when it may be billed, and when it was made for another burst. */
export type Renting = Pick<Lane, 'lane' | 'pricePerHour'> & { readonly intended: number; readonly born?: number | null }

/**
 * The instant at which an instance ends itself, whatever happens here: the earliest of its predicted end with grace,
 * the moment the budget is spent, and the lifetime limit.
 */
export function endByOf(state: BurstState, renting: Renting, at: EndByLimits): EndBy {
  const { estimate, graceSeconds } = state.plan
  const predictedEnd = Math.max(renting.intended + estimate.seconds * 1000, at.now)
  const bounds: EndBy[] = [
    {
      endBy: Math.max(predictedEnd + graceSeconds * 1000, at.now + at.atLeastMs),
      boundBy: 'prediction',
    },
    { endBy: renting.intended + allowanceHours(state, renting) * 3_600_000, boundBy: 'budget' },
    { endBy: (renting.born ?? renting.intended) + at.lifetimeMs, boundBy: 'lifetime' },
  ]
  const first = bounds.reduce((earliest, bound) => (bound.endBy < earliest.endBy ? bound : earliest))
  return { ...first, endBy: Math.floor(first.endBy) }
}

/**
 * How long the lane may be rented in all, so that the burst stays within its budget: what is neither spent nor promised
 * to other lanes until their own end, shared with those that are still to come.
 */
function allowanceHours(state: BurstState, { lane, pricePerHour }: Renting): number {
  const { maxCost, lanes } = state.plan
  if (!maxCost || pricePerHour.micros === 0) return Infinity
  const others = state.lanes.filter(other => other.lane !== lane)
  const promised = others.reduce((sum, other) => sum + promisedMicros(other), 0)
  const toCome = Math.max(
    0,
    lanes -
      1 -
      others.filter(other => other.lane >= state.firstLane && isOpen(other) && other.pricePerHour.micros > 0).length,
  )
  return Math.max(0, maxCost.micros - promised) / (1 + toCome) / pricePerHour.micros
}

function promisedMicros(lane: Lane): number {
  if (lane.billed) return lane.billed.cost.micros
  const until = isLive(lane) ? lane.endBy : (lane.marks.gone ?? lane.marks.intended)
  return (lane.pricePerHour.micros * Math.max(0, until - lane.marks.intended)) / 3_600_000
}
