import { expect, test } from 'vitest'
import type { Money } from '../../../common/money.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { createBudgets } from './budgets.ts'
import { dayStart, monthStart } from './local-days.ts'
import type { SpendCharge } from './report.ts'

const euros = (amount: number, change: Partial<Money> = {}): Money => ({
  micros: Math.round(amount * 1_000_000),
  currency: 'EUR',
  taxIncluded: true,
  simulated: false,
  ...change,
})
const NOON = new Date(2026, 10, 26, 12).getTime()

const charge = (at: number, cost: Money, burstId = 'over'): SpendCharge => ({
  at,
  provider: 'ovh',
  burstId,
  instanceId: 'i',
  billedSeconds: 60,
  split: null,
  images: 1,
  metered: null,
  cost,
})

type Case = {
  readonly daily?: number
  readonly monthly?: number
  readonly past?: readonly SpendCharge[]
  /** Of each burst that runs: its estimate, and what is on its meters. */
  readonly running?: readonly { id: string; estimate: number; metered: number }[]
}

function budgetsOf({ daily = 0, monthly = 0, past = [], running = [] }: Case) {
  const states = running.map(
    ({ id, estimate }) => ({ id, plan: { estimate: { cost: euros(estimate) } } }) as unknown as BurstState,
  )
  return createBudgets({
    settings: () => ({ currency: 'EUR', 'budget-daily': daily, 'budget-monthly': monthly }),
    chargesSince: from => past.filter(({ at }) => at >= from),
    unfinished: () => states,
    costOf: ({ id }) =>
      [...past, ...running.filter(one => one.id === id).map(({ metered }) => charge(NOON, euros(metered), id))]
        .filter(({ burstId }) => burstId === id)
        .reduce((sum, { cost }) => ({ ...sum, micros: sum.micros + cost.micros }), euros(0)),
    runningOf: ({ id }) => running.filter(one => one.id === id).map(({ metered }) => charge(NOON, euros(metered))),
    inAccount: money => money,
    wallNow: () => NOON,
  })
}

test('a day and a month begin at midnight here', () => {
  expect([dayStart(NOON), monthStart(NOON)]).toEqual([
    new Date(2026, 10, 26).getTime(),
    new Date(2026, 10, 1).getTime(),
  ])
})

test('a day has what ended on it and every meter that runs; other money is in no sum', () => {
  const budgets = budgetsOf({
    daily: 5,
    monthly: 40,
    past: [
      charge(dayStart(NOON) - 1, euros(7)),
      charge(dayStart(NOON), euros(1.25)),
      charge(NOON, euros(100, { simulated: true })),
      charge(NOON, euros(100, { currency: 'USD' })),
    ],
    running: [
      { id: 'a', estimate: 2, metered: 0.5 },
      { id: 'b', estimate: 0.2, metered: 0.75 },
    ],
  })
  const spent = (limits: ReturnType<typeof budgets.limits>) => limits.map(({ spent: { micros } }) => micros / 1e6)
  expect(spent(budgets.limits(null))).toEqual([2.5, 9.5])
  // Its own meter is the burst's own affair.
  expect(spent(budgets.limits({ id: 'a' }))).toEqual([2, 9])
  // What is still expected of those that run is promised: 2 and, already dearer than expected, 0.75.
  expect(spent(budgets.promised())).toEqual([4, 11])
})

test('without budgets nothing is summed', () => {
  expect([budgetsOf({}).limits(null), budgetsOf({}).promised()]).toEqual([[], []])
})

test('what a burst has behind it is counted once: by the burst itself, and in what is promised', () => {
  const budgets = budgetsOf({
    daily: 10,
    past: [charge(NOON, euros(1), 'a'), charge(NOON, euros(0.5))],
    running: [{ id: 'a', estimate: 2, metered: 0.25 }],
  })
  const [limit] = budgets.limits({ id: 'a' })
  // Its instance that is gone, and the one that runs, are its own affair.
  expect(limit?.spent).toEqual(euros(0.5))
  expect(budgets.limits(null)[0]?.spent).toEqual(euros(1.75))
  expect(budgets.promised()[0]?.spent).toEqual(euros(2.5))
})
