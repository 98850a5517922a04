import { expect, test } from 'vitest'
import type { Money } from '../money.ts'
import { estimateBurst } from './estimate.ts'

const PRICE: Money = { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: false }
const BY_SECOND = { stepSeconds: 1, minimumSeconds: 0 }

test.each([
  [10, 186, 0.17],
  [50, 450, 0.42],
  [100, 780, 0.73],
  [500, 3420, 3.19],
  [5000, 33_120, 30.91],
  [38_000, 250_920, 234.19],
])('%i pictures take %i seconds and cost %f', (count, seconds, amount) => {
  const estimate = estimateBurst({ count, lanes: 1, pricePerHour: PRICE, billing: BY_SECOND })
  expect(estimate.seconds).toBe(seconds)
  expect(Math.round(estimate.cost.micros / 10_000) / 100).toBe(amount)
})

test('lanes share the pictures: it is over sooner, and each is set up and billed for itself', () => {
  const one = estimateBurst({ count: 101, lanes: 1, pricePerHour: PRICE, billing: BY_SECOND })
  const two = estimateBurst({ count: 101, lanes: 2, pricePerHour: PRICE, billing: BY_SECOND })
  expect(two.seconds).toBe(456.6)
  expect(two.cost.micros).toBeGreaterThan(one.cost.micros)
})

test('providers that bill by the hour are estimated by the hour', () => {
  const billing = { stepSeconds: 3600, minimumSeconds: 3600 }
  expect(estimateBurst({ count: 10, lanes: 2, pricePerHour: PRICE, billing }).cost.micros).toBe(2 * PRICE.micros)
})
