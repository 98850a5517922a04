import { isSameKind, type Money } from '../../../common/money.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { budgetMessage, shareReached } from '../../../common/spend/budget-alerts.ts'
import { readShares, type Limit } from '../../../common/spend/limits.ts'
import type { Settings } from '../../../common/settings.ts'
import type { Budgets } from '../spend/budgets.ts'
import { dayName, monthName } from '../spend/local-days.ts'
import type { Alerts } from './alerts.ts'

export type BudgetWatchDeps = {
  readonly alerts: Pick<Alerts, 'raise'>
  readonly budgets: Budgets
  readonly settings: () => Pick<Settings, 'budget-warn-at'>
  readonly unfinished: () => readonly BurstState[]
  /** What a burst has cost so far, its meters included, as the account counts. */
  readonly costOf: (state: BurstState) => Money
  readonly wallNow: () => number
}

export function warnShares(settings: Pick<Settings, 'budget-warn-at'>): number[] {
  return readShares(settings['budget-warn-at']) ?? []
}

/**
 * Raises what is due now: for each limit the highest share that is reached, so that a jump is told once. A limit that is
 * raised is a new one, with its own warnings.
 */
export function raiseBudgetAlerts(deps: BudgetWatchDeps): void {
  const shares = warnShares(deps.settings())
  const now = deps.wallNow()
  for (const limit of deps.budgets.limits(null)) {
    const period = limit.scope === 'day' ? dayName(now) : monthName(now)
    raise(deps, limit, `${limit.scope} ${period}`, shares)
  }
  for (const state of deps.unfinished()) {
    const { maxCost } = state.plan
    const spent = deps.costOf(state)
    if (maxCost && isSameKind(maxCost, spent)) raise(deps, { scope: 'burst', limit: maxCost, spent }, state.id, shares)
  }
}

function raise({ alerts }: BudgetWatchDeps, limit: Limit, what: string, shares: readonly number[]): void {
  const share = shareReached(limit, shares)
  if (share === null) return
  alerts.raise({
    key: `budget ${what} ${limit.limit.micros} ${share}`,
    kind: 'budget',
    message: budgetMessage(limit, share),
    simulated: limit.limit.simulated,
  })
}
