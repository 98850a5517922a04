import { formatMoney } from '../money.ts'
import type { BudgetState } from './alert.ts'
import { limitName, type Limit } from './limits.ts'

/** The highest share of a limit that is reached, in percent: one of the shares, or 100; null below all of them. */
export function shareReached({ limit, spent }: Limit, shares: readonly number[]): number | null {
  const reached = [...shares, 100].filter(share => spent.micros * 100 >= limit.micros * share)
  return limit.micros > 0 && reached.length > 0 ? Math.max(...reached) : null
}

/** How things stand with several limits: as with the worst of them. */
export function budgetState(limits: readonly Limit[], shares: readonly number[]): BudgetState {
  const worst = Math.max(0, ...limits.map(limit => shareReached(limit, shares) ?? 0))
  if (worst >= 100) return 'reached'
  return worst > 0 ? 'warned' : 'ok'
}

/** "80 % of the daily budget of €5.00 is used: €4.10." */
export function budgetMessage(limit: Limit, share: number): string {
  const used = formatMoney(limit.spent)
  if (share >= 100) return `${sentence(limitName(limit))} is used up: ${used}. Nothing more is begun.`
  return `${share} % of ${limitName(limit)} is used: ${used}.`
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
