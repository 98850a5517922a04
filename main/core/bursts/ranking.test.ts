import { expect, it } from 'vitest'
import type { Money } from '../../../common/money.ts'
import { guessedSecondsPerImage } from '../../../common/pricing/gpu-speed.ts'
import type { Offer, OfferExtra } from '../providers/provider.ts'
import { forecastFor, WITHOUT_EXPERIENCE } from '../../../common/pricing/weigh.ts'
import { planBurst } from './plan.ts'
import { offerOf } from './testing/plans.ts'

const euros = (amount: number): Money => ({
  micros: Math.round(amount * 1e6),
  currency: 'EUR',
  taxIncluded: true,
  simulated: false,
})

function offer(id: string, price: number, more: Partial<Offer> = {}): Offer {
  return offerOf(id, { provider: id.split('/')[0] ?? '', region: 'here', pricePerHour: euros(price), ...more })
}

const forecast = (one: Offer) => forecastFor(one, WITHOUT_EXPERIENCE)
const SETTINGS = { currency: 'EUR', 'max-cost': 0, 'grace-seconds': 1800, 'warm-seconds': 1800, 'canary-seconds': 600 }
const ingress: OfferExtra[] = [{ what: 'ingress', price: euros(0.1) }]

/** The ids in the order in which they would be tried, and what the first would cost. */
function ranked(count: number, offers: readonly Offer[]): { ids: string[]; cost: number } {
  const choice = { provider: 'auto', lanes: 1, strategy: 'on-demand' as const }
  const plan = planBurst({ count, offers, choice, appSettings: SETTINGS, budgets: [], forecast })
  return { ids: plan.offers.map(({ offerId }) => offerId), cost: plan.estimate.cost.micros / 1e6 }
}

const BY_SECOND = offer('second/h100', 3)
const BY_HOUR = offer('hour/h100', 2.5, { billingStepSeconds: 3600, minimumSeconds: 3600 })
const BY_MINUTE = offer('minute/h100', 2.9, { billingStepSeconds: 60, minimumSeconds: 60 })
const BY_TRAFFIC = offer('traffic/h100', 2.4, { extras: ingress })
const SLOW = offer('slow/l4', 0.9, { gpu: 'L4' })

/** 120 s of set-up and 6.6 s a picture on an H100. */
it.each([
  // 780 s: 780/3600 × 3.00 = 0.65; the hour costs 2.50 whatever is left of it.
  ['an hour-step seller loses on a short burst', 100, [BY_HOUR, BY_SECOND], ['second/h100', 'hour/h100'], 0.65],
  // 527 pictures: 3,598.2 s. By the second 3,599/3600 × 3.00 = 2.999167; the hour is nearly full: 2.50.
  ['and wins near the full hour', 527, [BY_SECOND, BY_HOUR], ['hour/h100', 'second/h100'], 2.5],
  // 528 pictures: 3,604.8 s, 4.8 s into a second hour: 5.00 against 3,605/3600 × 3.00 = 3.004167.
  ['and loses a few seconds later', 528, [BY_HOUR, BY_SECOND], ['second/h100', 'hour/h100'], 3.004167],
  // 100 pictures: 780 s are 13 minutes exactly: 2.90 × 780/3600 = 0.628333.
  [
    'minutes that come out even cost nothing extra',
    100,
    [BY_SECOND, BY_MINUTE],
    ['minute/h100', 'second/h100'],
    0.628334,
  ],
  // 2.40 × 780/3600 = 0.52, and 6.9 GB of models at 0.10: 0.69. Together 1.21.
  [
    'traffic makes the cheapest hour the dearest burst',
    100,
    [BY_TRAFFIC, BY_SECOND],
    ['second/h100', 'traffic/h100'],
    0.65,
  ],
  // 5,000 pictures: 33,120 s × 2.40 = 22.08 + 0.69 against 27.60.
  ['and is forgotten in a long one', 5000, [BY_SECOND, BY_TRAFFIC], ['traffic/h100', 'second/h100'], 22.77],
  // An L4 is guessed at 37.49 s a picture: 120 + 100 × 38.09 = 3,929 s × 0.90/3600 = 0.98225.
  [
    'a slow GPU costs more than a fast one at three times its price',
    100,
    [SLOW, BY_SECOND],
    ['second/h100', 'slow/l4'],
    0.65,
  ],
])('%s', (_, count, offers, ids, cost) => expect(ranked(count, offers)).toEqual({ ids, cost }))

it('what is in another money comes last, however small its number', () => {
  const dollars = offer('dollars/h100', 0.1, { pricePerHour: { ...euros(0.1), currency: 'USD', taxIncluded: false } })
  // And nothing to fall back on: two kinds of money have no sum.
  expect(ranked(100, [dollars, BY_SECOND]).ids).toEqual(['second/h100'])
})

it('the plan walks down the list over sellers, and each keeps its own way to count', () => {
  const choice = { provider: 'auto', lanes: 1, strategy: 'on-demand' as const }
  const plan = planBurst({
    count: 100,
    offers: [BY_HOUR, BY_SECOND],
    choice,
    appSettings: SETTINGS,
    budgets: [],
    forecast,
  })
  expect(plan.provider).toBe('second')
  expect(plan.offers).toMatchObject([
    { provider: 'second', billing: { stepSeconds: 1, minimumSeconds: 0 } },
    { provider: 'hour', billing: { stepSeconds: 3600, minimumSeconds: 3600 } },
  ])
})

it.each([
  ['NVIDIA H100 PCIe', 6],
  ['H100 (80 GB PCIe)', 6],
  ['H100 SXM', 4.59],
  ['H100 80GB HBM3', 4.59],
  ['A100-SXM4-80GB', 14.54],
  ['L40S 48GB', 12.53],
  ['GeForce RTX 4090', 27.49],
  ['something new', null],
])('%s: %s s a picture', (gpu, seconds) => expect(guessedSecondsPerImage(gpu)).toBe(seconds))
