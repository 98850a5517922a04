import { formatMoney } from '../money.ts'
import type { BurstState } from './state.ts'

/** A little more was agreed to with the estimate. */
const AS_GOOD_AS_AGREED = 1.1

/**
 * What somebody has to be asked before the burst falls back on an offer that is dearer than what was agreed on; null where
 * nobody has to be. Practice money and a limit of the user's own need no asking.
 */
export function dearerQuestion({ plan, agreed }: BurstState, offer: number): string | null {
  const { cost, gpu, provider = plan.provider } = plan.offers[offer] ?? {}
  const accepted = agreed ?? plan.estimate.cost
  if (cost === undefined || cost.simulated || plan.isLimitGiven === true) return null
  if (cost.micros <= accepted.micros * AS_GOOD_AS_AGREED) return null
  return `what was planned is not to be had; ${gpu} at ${provider} would cost about ${formatMoney(cost)} in place of ${formatMoney(accepted)}: resume to take it, or cancel`
}
