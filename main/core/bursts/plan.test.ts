import { expect, test } from 'vitest'
import { BurstError } from '../../../common/errors.ts'
import type { Offer } from '../providers/provider.ts'
import { forecastFor, WITHOUT_EXPERIENCE } from '../../../common/pricing/weigh.ts'
import type { Limit } from '../../../common/spend/limits.ts'
import { planBurst, type PlanChoice } from './plan.ts'
import type { PreparedOffer } from './prepared-offers.ts'
import { offerOf, PRICE } from './testing/plans.ts'

function offer(id: string, change: Partial<Offer> & { price?: number } = {}): Offer {
  const { price = 3.6, ...rest } = change
  return offerOf(id, { pricePerHour: { ...PRICE, micros: price * 1_000_000 }, ...rest })
}

const OFFERS = [
  offer('dear', { price: 7.2 }),
  offer('cheap'),
  offer('little', { gpu: 'L4', price: 0.9 }),
  offer('spot', { spot: true, price: 0.1 }),
  offer('sold-out', { stock: 'no', price: 0.2 }),
]
const CHOICE: PlanChoice = { provider: 'fake', gpu: 'h100', lanes: 1, strategy: 'on-demand' }
const SETTINGS = { currency: 'EUR', 'max-cost': 0, 'grace-seconds': 1800, 'warm-seconds': 1800, 'canary-seconds': 600 }

function plan(
  choice: Partial<PlanChoice> = {},
  settings: Partial<typeof SETTINGS> = {},
  offers: readonly PreparedOffer[] = OFFERS,
  count = 100,
  budgets: readonly Limit[] = [],
  home: Parameters<typeof planBurst>[0]['home'] = null,
) {
  return planBurst({
    budgets,
    count,
    offers,
    home,
    choice: { ...CHOICE, ...choice },
    appSettings: { ...SETTINGS, ...settings },
    forecast: one => forecastFor(one, WITHOUT_EXPERIENCE),
  })
}

function problemOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (!(error instanceof BurstError)) throw error
    return { exit: error.exit, ...error.problems[0] }
  }
  throw new Error('it was not refused')
}

test('the cheapest that fits is first, the others are there to fall back on', () => {
  const { offers, estimate, maxCost, spot } = plan()
  expect(offers.map(({ offerId }) => offerId)).toEqual(['cheap', 'dear'])
  expect(estimate).toEqual({ seconds: 780, cost: { ...PRICE, micros: 780_000 } })
  expect([maxCost, spot]).toEqual([null, false])
})

test('spot only where it was asked for, with the same on demand behind it', () => {
  const { offers, spot } = plan({ spot: true })
  expect(offers.map(({ offerId }) => offerId)).toEqual(['spot', 'cheap', 'dear'])
  expect([spot, offers.map(planned => planned.spot)]).toEqual([true, [true, false, false]])
})

test('no more lanes than pictures', () => {
  expect(plan({ lanes: 8 }, {}, OFFERS, 3).lanes).toBe(3)
})

test('nothing like it with an image to start from says so', () => {
  expect(() => plan({ strategy: 'image', region: 'waw' })).toThrow(/in waw, on demand, from a prepared image/)
})

test('a model volume serves one machine, and is in the plan that mounts it', () => {
  expect(problemOf(() => plan({ strategy: 'volume', lanes: 2 }))).toMatchObject({ code: 'volume-for-one-machine' })
  const { offers } = plan({ strategy: 'volume' }, {}, [{ ...offer('cheap'), volume: 'v-1' }])
  expect(offers).toMatchObject([{ offerId: 'cheap', volume: 'v-1' }])
})

test('nothing like it: says what was asked and what there is', () => {
  const problem = problemOf(() => plan({ gpu: 'h200', region: 'waw' }))
  expect(problem).toMatchObject({ exit: 'provider', code: 'no-matching-offer' })
  expect(problem.message).toContain('"h200" in waw')
  expect(problem.remedy).toContain('L4 in gra on demand')
})

test('all sold out: no stock', () => {
  expect(problemOf(() => plan({}, {}, [offer('a', { stock: 'no' })]))).toMatchObject({
    exit: 'provider',
    code: 'no-stock',
  })
})

test('an estimate above the limit is refused, and the smaller limit counts', () => {
  expect(problemOf(() => plan({ maxCost: 0.5 })).remedy).toContain('--max-cost')
  expect(problemOf(() => plan({}, { 'max-cost': 0.5 }))).toMatchObject({ exit: 'refused', code: 'over-max-cost' })
  expect(problemOf(() => plan({ maxCost: 5 }, { 'max-cost': 0.5 })).remedy).toContain('setting max-cost')
  expect(plan({ maxCost: 5 }).maxCost).toEqual({ ...PRICE, micros: 5_000_000 })
})

test('what is above the limit is no fallback', () => {
  expect(plan({ maxCost: 1 }).offers.map(({ offerId }) => offerId)).toEqual(['cheap'])
})

test('a limit in another currency cannot be kept', () => {
  expect(problemOf(() => plan({ maxCost: 5 }, { currency: 'USD' }))).toMatchObject({ code: 'limit-not-comparable' })
  expect(plan({}, { currency: 'USD' }).maxCost).toBeNull()
})

test.each([
  { lanes: 0 },
  { lanes: 1.5 },
  { lanes: 65 },
  { keepsImage: 'mine', lanes: 2 },
  { keepsImage: 'mine', strategy: 'image' as const },
  { maxCost: 0 },
  { maxCost: NaN },
])('%j is a mistake', choice => {
  expect(problemOf(() => plan(choice)).exit).toBe('usage')
})

test('what another burst keeps is taken first, whatever it costs, and new ones stand behind it', () => {
  const kept: PreparedOffer = { ...offer('kept', { price: 9 }), takes: { burstId: 'b', lane: 0 }, minimumSeconds: 0 }
  const { offers, warmSeconds } = plan({ strategy: 'warm' }, {}, [...OFFERS, kept])
  expect(offers.map(({ offerId, takes }) => [offerId, takes?.burstId])).toEqual([
    ['kept', 'b'],
    ['cheap', undefined],
    ['dear', undefined],
  ])
  expect(warmSeconds).toBe(1800)
  expect(plan().warmSeconds).toBeUndefined()
})

const euros = (amount: number) => ({ ...PRICE, micros: Math.round(amount * 1_000_000), simulated: false })
/** Real money: a budget is for nothing else. */
const REAL = OFFERS.map(one => ({ ...one, pricePerHour: { ...one.pricePerHour, simulated: false } }))
const DAY = (limit: number, spent: number): Limit => ({ scope: 'day', limit: euros(limit), spent: euros(spent) })

test('what a budget leaves is the most that the burst may cost', () => {
  const { maxCost, offers } = plan({}, {}, REAL, 100, [DAY(5, 4), { ...DAY(50, 1), scope: 'month' }])
  expect(maxCost).toEqual(euros(1))
  // 7.20 an hour would be above it.
  expect(offers.map(({ offerId }) => offerId)).toEqual(['cheap'])
  expect(plan({ maxCost: 0.9 }, {}, REAL, 100, [DAY(5, 4)]).maxCost).toEqual(euros(0.9))
})

test('a plan that would break a budget is refused with the sum', () => {
  const problem = problemOf(() => plan({}, {}, REAL, 100, [DAY(5, 4.5)]))
  expect(problem).toMatchObject({
    exit: 'refused',
    code: 'over-budget',
    message:
      'Today €4.50 is spent or promised, and this would cost €0.78: €5.28 is more than the daily budget of €5.00.',
  })
})

test('practice money is in no budget', () => {
  expect(plan({}, {}, OFFERS, 100, [DAY(5, 5)]).maxCost).toBeNull()
})

test('the offer that is named is rented first, with the others behind it; one that is not there is an error', () => {
  expect(plan({ offer: 'dear' }).offers.map(({ offerId }) => offerId)).toEqual(['dear', 'cheap'])
  expect(plan({ offer: 'dear' }).estimate.cost.micros).toBe(1_560_000)
  expect(problemOf(() => plan({ offer: 'sold-out' }))).toMatchObject({ exit: 'provider', code: 'no-such-offer' })
})

test('a card at home is the last of the offers, costs nothing, and leaves less to be rented for', () => {
  const nothing = { ...PRICE, micros: 0, simulated: false }
  const card = { offer: offer('card', { provider: 'home', pricePerHour: nothing }), secondsPerImage: 14 }
  const { offers, home, lanes, estimate } = plan({}, {}, OFFERS, 100, [], card)
  expect(offers.map(({ offerId }) => offerId)).toEqual(['cheap', 'dear', 'card'])
  expect([home, lanes]).toEqual([2, 1])
  // In the money of the others, so that it can be added to theirs.
  expect(offers[2]).toMatchObject({ provider: 'home', pricePerHour: { micros: 0, simulated: true } })
  // The cloud makes 63 of them, 120 s and 6.6 s for each, and home the other 37 meanwhile, 14 s each.
  expect(estimate.seconds).toBeCloseTo(535.8)
  expect(estimate.cost.micros).toBeLessThan(plan().estimate.cost.micros)
})

test('a card at home is one, and used as it is', () => {
  const card = [offer('card', { provider: 'home', price: 0 })]
  const alone = (change: Partial<PlanChoice>) => plan({ provider: 'home', gpu: undefined, ...change }, {}, card)
  expect(alone({}).offers.map(({ offerId }) => offerId)).toEqual(['card'])
  expect(problemOf(() => alone({ lanes: 2 }))).toMatchObject({ exit: 'usage', code: 'home-has-one-card' })
  expect(problemOf(() => alone({ strategy: 'warm' }))).toMatchObject({ code: 'home-has-one-card' })
})
