import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WireMoney } from '../../../common/money.ts'
import { spendReport, type SpendCharge, type SpendInput } from './report.ts'

const NOW = new Date(2026, 10, 25, 12).getTime()
const DAY_MS = 86_400_000

function charge(
  more: Partial<SpendCharge> = {},
  micros = 1_500_000,
  money: Partial<SpendCharge['cost']> = {},
): SpendCharge {
  return {
    at: NOW,
    provider: 'sandbox',
    burstId: 'b1',
    instanceId: 'i1',
    billedSeconds: 60,
    split: null,
    images: 12,
    metered: null,
    cost: { micros, currency: 'EUR', taxIncluded: true, simulated: false, ...money },
    ...more,
  }
}

function report(charges: readonly SpendCharge[], more: Partial<SpendInput> = {}) {
  return spendReport({
    charges,
    running: [],
    from: 0,
    to: Number.MAX_SAFE_INTEGER,
    by: 'day',
    now: NOW,
    currency: 'EUR',
    ...more,
  })
}

describe('the ledger, summed', () => {
  it('keeps practice money apart from every sum', () => {
    const { total, today, simulated } = report([charge({}, 2_000_000, { simulated: true }), charge()])
    expect([total.amount, today.amount]).toEqual([1.5, 1.5])
    expect(simulated.total).toEqual({ amount: 2, currency: 'EUR', taxIncluded: true, simulated: true })
  })

  it('never adds what cannot be added: other currencies and prices before tax are in groups only', () => {
    const { total, groups } = report([
      charge(),
      charge({}, 7_000_000, { currency: 'USD' }),
      charge({}, 9_000_000, { taxIncluded: false }),
    ])
    expect(total.amount).toBe(1.5)
    expect(groups.map(({ key, cost }) => [key, cost.amount])).toEqual([
      ['2026-11-25', 1.5],
      ['2026-11-25', 7],
      ['2026-11-25', 9],
    ])
  })

  it('counts days and months by the local calendar', () => {
    const charges = [
      NOW,
      new Date(2026, 10, 25, 0, 0, 1).getTime(),
      new Date(2026, 10, 24, 23, 59).getTime(),
      NOW - 40 * DAY_MS,
    ]
    const { today, month, total } = report(charges.map(at => charge({ at }, 1_000_000)))
    expect([today.amount, month.amount, total.amount]).toEqual([2, 3, 4])
  })

  it('bounds the total by the period, but not today', () => {
    const { total, today, entries } = report([charge(), charge({ at: NOW - 3 * DAY_MS })], { to: NOW - DAY_MS })
    expect([total.amount, today.amount, entries.length]).toEqual([1.5, 1.5, 1])
  })

  it('shows a meter that runs, and adds it to nothing', () => {
    const { total, groups, entries } = report([], { running: [charge()] })
    expect([total.amount, groups, entries]).toEqual([
      0,
      [],
      [expect.objectContaining({ running: true, billedSeconds: 60 })],
    ])
  })

  it('says what the seconds went to, to the micro, and what a picture cost', () => {
    const split = {
      boot: 10,
      'set-up': 20,
      'models and job': 0,
      generation: 20,
      idle: 0,
      tail: 0,
      teardown: 9,
      rounding: 1,
    }
    const { groups, entries } = report([charge({ split }, 1_000_000)], { by: 'kind' })
    expect(groups.map(({ key, billedSeconds }) => [key, billedSeconds])).toEqual([
      ['boot', 10],
      ['set-up', 20],
      ['generation', 20],
      ['teardown', 9],
      ['rounding', 1],
    ])
    expect(groups.reduce((sum, { cost }) => sum + Math.round(cost.amount * 1e6), 0)).toBe(1_000_000)
    expect(entries[0]?.seconds).toEqual(split)
    const [day] = report([charge({}, 1_200_000), charge({ images: 8 }, 800_000)]).groups
    expect([day?.images, day?.costPerImage?.amount]).toEqual([20, 0.1])
    // What nobody counted is unknown, not none.
    expect(report([charge(), charge({ images: null })]).groups[0]).toMatchObject({ images: null, costPerImage: null })
  })

  it('has groups that sum up to the total, whatever the charges', () => {
    const charges = fc.array(
      fc.record({
        at: fc.integer({ min: NOW - 400 * DAY_MS, max: NOW }),
        provider: fc.constantFrom('sandbox', 'ovh'),
        burstId: fc.constantFrom('b1', 'b2', 'b3'),
        instanceId: fc.constantFrom('i1', null),
        billedSeconds: fc.nat(10_000),
        split: fc.constant(null),
        images: fc.option(fc.nat(1000)),
        metered: fc.constant(null),
        cost: fc.record({
          micros: fc.nat(1_000_000_000),
          currency: fc.constantFrom('EUR', 'USD'),
          taxIncluded: fc.boolean(),
          simulated: fc.boolean(),
        }),
      }),
    )
    fc.assert(
      fc.property(charges, fc.constantFrom('day', 'provider', 'burst', 'kind'), (some, by) => {
        const { total, simulated, groups } = report(some, { by })
        expect(
          microsOf(
            groups.map(({ cost }) => cost),
            total,
          ),
        ).toBe(Math.round(total.amount * 1e6))
        expect(
          microsOf(
            groups.map(({ cost }) => cost),
            simulated.total,
          ),
        ).toBe(Math.round(simulated.total.amount * 1e6))
        expect(groups.reduce((sum, group) => sum + group.instances, 0)).toBe(some.length)
      }),
    )
  })
})

function microsOf(costs: readonly WireMoney[], kind: WireMoney): number {
  const same = costs.filter(
    cost =>
      cost.currency === kind.currency && cost.taxIncluded === kind.taxIncluded && cost.simulated === kind.simulated,
  )
  return same.reduce((sum, cost) => sum + Math.round(cost.amount * 1e6), 0)
}
