import { costOfSeconds, type Money } from '../money.ts'
import type { Plan } from './plan.ts'

/** What a plan may cost if this computer never wakes again. */
export type WorstCase =
  /** At most this, over after so many seconds; `isSure`: the provider cannot refuse it. */
  | { readonly kind: 'bounded'; readonly most: Money; readonly seconds: number; readonly isSure: boolean }
  /** Nothing but Burst ends the instances. */
  | { readonly kind: 'unbounded' }

type Judged = Pick<Plan, 'offers' | 'lanes' | 'maxCost' | 'graceSeconds' | 'estimate' | 'warmSeconds'> & {
  readonly deadMan: 'strong' | 'medium' | 'weak' | 'none'
}

/** Reckons with the dearest offer that may be fallen back to, all lanes until the end, and never above the limit. */
export function worstCaseOf({
  offers,
  lanes,
  maxCost,
  graceSeconds,
  estimate,
  warmSeconds = 0,
  deadMan,
}: Judged): WorstCase {
  if (deadMan === 'none' || deadMan === 'weak') return { kind: 'unbounded' }
  const seconds = estimate.seconds + warmSeconds + graceSeconds
  const { money } = costOfSeconds(dearestOf(offers), seconds * lanes, { stepSeconds: 1, minimumSeconds: 0 })
  const most = maxCost !== null && maxCost.micros < money.micros ? maxCost : money
  return { kind: 'bounded', most, seconds, isSure: deadMan === 'strong' }
}

/** The price of an hour at the dearest of a plan's offers. */
export function dearestOf(offers: Plan['offers']): Money {
  const [first, ...others] = offers.map(({ pricePerHour }) => pricePerHour)
  if (!first) throw new Error('a plan without an offer')
  return others.reduce((top, price) => (price.micros > top.micros ? price : top), first)
}
