import { expect, test } from 'vitest'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { Money } from '../../../common/money.ts'
import type { Limit } from '../../../common/spend/limits.ts'
import { raiseBudgetAlerts } from './budget-watch.ts'

const euros = (amount: number, simulated = false): Money => ({
  micros: Math.round(amount * 1_000_000),
  currency: 'EUR',
  taxIncluded: true,
  simulated,
})

/** What is told of the limits as they stand, of those that were not told before. */
function watch(warnAt: string) {
  const keys = new Set<string>()
  const told: string[] = []
  const alerts = {
    raise({ key, message, simulated }: { key: string; message: string; simulated: boolean }) {
      if (keys.has(key)) return null
      keys.add(key)
      told.push(simulated ? `practice: ${message}` : message)
      return null
    },
  }
  const look = (limits: readonly Limit[], bursts: readonly { maxCost: Money; spent: Money }[] = []): string[] => {
    const states = bursts.map(({ maxCost }, index) => ({ id: `b${index}`, plan: { maxCost } }) as unknown as BurstState)
    raiseBudgetAlerts({
      alerts,
      budgets: { limits: () => [...limits], promised: () => [], spent: () => ({ today: euros(0), month: euros(0) }) },
      settings: () => ({ 'budget-warn-at': warnAt }),
      unfinished: () => states,
      costOf: state => bursts[states.indexOf(state)]?.spent ?? euros(0),
      wallNow: () => new Date(2026, 10, 26).getTime(),
    })
    return told.splice(0)
  }
  return look
}

const day = (spent: number, limit = 5): Limit => ({ scope: 'day', limit: euros(limit), spent: euros(spent) })

test('each share is told once, a jump as the highest', () => {
  const look = watch('50, 80')
  expect(look([day(2.4)])).toEqual([])
  expect(look([day(2.5)])).toEqual(['50 % of the daily budget of €5.00 is used: €2.50.'])
  expect(look([day(3)])).toEqual([])
  expect(look([day(5.2)])).toEqual(['The daily budget of €5.00 is used up: €5.20. Nothing more is begun.'])
  expect(look([day(5.2)])).toEqual([])
  // Whoever raises the limit is warned of the new one.
  expect(look([day(5.2, 10)])).toEqual(['50 % of the daily budget of €10.00 is used: €5.20.'])
})

test('without shares only the end is told; bursts have limits of their own, practice ones too', () => {
  const look = watch('')
  expect(look([day(4.99)], [{ maxCost: euros(1, true), spent: euros(1, true) }])).toEqual([
    'practice: The limit of the burst of €1.00 (practice money) is used up: €1.00 (practice money). Nothing more is begun.',
  ])
})
