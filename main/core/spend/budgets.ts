import type { BurstState } from '../../../common/bursts/state.ts'
import { add, isSameKind, type Money } from '../../../common/money.ts'
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
  const { settings, unfinished, runningOf, inAccount, wallNow } = deps

  function set(): { scope: LimitScope; limit: Money; from: number }[] {
    const { currency, 'budget-daily': daily, 'budget-monthly': monthly } = settings()
    const money = (amount: number): Money => ({
      micros: Math.round(amount * 1_000_000),
      currency,
      taxIncluded: true,
      simulated: false,
    })
    const now = wallNow()
    return [
      ...(daily > 0 ? [{ scope: 'day' as const, limit: money(daily), from: dayStart(now) }] : []),
      ...(monthly > 0 ? [{ scope: 'month' as const, limit: money(monthly), from: monthStart(now) }] : []),
    ]
  }

  function limitsWith(meters: readonly Money[]): Limit[] {
    return set().map(({ scope, limit, from }) => {
      const past = deps.chargesSince(from).map(({ cost }) => cost)
      return { scope, limit, spent: sumOf([...past, ...meters], limit) }
    })
  }

  const meterOf = (state: BurstState) => runningOf(state).map(({ cost }) => cost)

  return {
    limits: burst => {
      if (set().length === 0) return []
      const others = unfinished().filter(({ id }) => id !== burst?.id)
      return limitsWith(others.flatMap(meterOf))
    },
    spent: () => {
      const now = wallNow()
      const kind: Money = { micros: 0, currency: settings().currency, taxIncluded: true, simulated: false }
      const meters = unfinished().flatMap(meterOf)
      const since = (from: number) => sumOf([...deps.chargesSince(from).map(({ cost }) => cost), ...meters], kind)
      return { today: since(dayStart(now)), month: since(monthStart(now)) }
    },
    promised: () => {
      if (set().length === 0) return []
      return limitsWith(
        unfinished().flatMap(state => {
          const estimate = inAccount(state.plan.estimate.cost)
          const metered = sumOf(meterOf(state), estimate)
          return [metered.micros > estimate.micros ? metered : estimate]
        }),
      )
    },
  }
}

/** Of everything of that kind; other money is in no sum. */
function sumOf(amounts: readonly Money[], kind: Money): Money {
  return amounts.reduce((sum, money) => (isSameKind(sum, money) ? add(sum, money) : sum), { ...kind, micros: 0 })
}
