import type { BurstState } from '../../../common/bursts/state.ts'
import { accountMoney, isSameKind, sumOfKind, type Money } from '../../../common/money.ts'
import type { Limit, LimitScope } from '../../../common/spend/limits.ts'
import type { Settings } from '../../../common/settings.ts'
import { dayStart, monthStart } from './local-days.ts'
import type { SpendCharge } from './report.ts'

export type BudgetDeps = {
  readonly settings: () => Pick<Settings, 'currency' | 'budget-daily' | 'budget-monthly'>
  /** What instances that are gone cost from that instant on, as the account counts. */
  readonly chargesSince: (from: number) => readonly SpendCharge[]
  /** Bursts that are not over. */
  readonly unfinished: () => readonly BurstState[]
  /** What the meters of one show by now, as the account counts. */
  readonly runningOf: (state: BurstState) => readonly SpendCharge[]
  /** What one has cost by now, instances that are gone included, as the account counts. */
  readonly costOf: (state: BurstState) => Money
  /** An amount as the account counts it. */
  readonly inAccount: (money: Money) => Money
  readonly wallNow: () => number
}

/**
 * Budgets of the day and the month, in the money of the account; practice money is in none of them (law 11).
 *
 * A day has what was proven gone on it and everything whose meter runs, however long already: rather too much than too
 * little. What is charged in a currency that has no rate cannot be counted, and is said where a plan is made.
 */
export type Budgets = {
  /** What the budgets leave beside one burst, by what others have spent; `null`: beside all of them. */
  limits(burst: Pick<BurstState, 'id'> | null): Limit[]
  /** Real money of today and of this month, running meters included, whether there is a budget or not. */
  spent(): { readonly today: Money; readonly month: Money }
  /** As `limits` of nobody, with what the bursts that run are still expected to spend. */
  promised(): Limit[]
}

export function createBudgets(deps: BudgetDeps): Budgets {
  const { settings, unfinished, runningOf, costOf, inAccount, wallNow } = deps

  function set(): { scope: LimitScope; limit: Money; from: number }[] {
    const { currency, 'budget-daily': daily, 'budget-monthly': monthly } = settings()
    const now = wallNow()
    return [
      ...(daily > 0 ? [{ scope: 'day' as const, limit: accountMoney(daily, currency), from: dayStart(now) }] : []),
      ...(monthly > 0
        ? [{ scope: 'month' as const, limit: accountMoney(monthly, currency), from: monthStart(now) }]
        : []),
    ]
  }

  /** What ended since that instant, but for what bursts that are counted by themselves have behind them. */
  function pastSince(from: number, except: readonly string[] = []): Money[] {
    return deps.chargesSince(from).flatMap(({ burstId, cost }) => (except.includes(burstId) ? [] : cost))
  }

  const meterOf = (state: BurstState) => runningOf(state).map(({ cost }) => cost)

  return {
    limits: burst => {
      const others = unfinished().filter(({ id }) => id !== burst?.id)
      const own = burst === null ? [] : [burst.id]
      return set().map(({ scope, limit, from }) => ({
        scope,
        limit,
        spent: sumOfKind([...pastSince(from, own), ...others.flatMap(meterOf)], limit),
      }))
    },
    spent: () => {
      const now = wallNow()
      const kind = accountMoney(0, settings().currency)
      const meters = unfinished().flatMap(meterOf)
      const since = (from: number) => sumOfKind([...pastSince(from), ...meters], kind)
      return { today: since(dayStart(now)), month: since(monthStart(now)) }
    },
    promised: () => {
      const running = unfinished()
      const ids = running.map(({ id }) => id)
      const promises = running.map(state => {
        const estimate = inAccount(state.plan.estimate.cost)
        const cost = costOf(state)
        return isSameKind(cost, estimate) && cost.micros > estimate.micros ? cost : estimate
      })
      return set().map(({ scope, limit, from }) => ({
        scope,
        limit,
        spent: sumOfKind([...pastSince(from, ids), ...promises], limit),
      }))
    },
  }
}
