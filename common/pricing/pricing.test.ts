import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Money } from '../money.ts'
import { ASSUMED, type Assumptions } from './assumptions.ts'
import { breakEvenImages, timeOnlyImages } from './break-even.ts'
import { cloudWork, compareFor, localWork, type PricedOffer } from './compare.ts'

const euros = (amount: number): Money => ({
  micros: Math.round(amount * 1_000_000),
  currency: 'EUR',
  taxIncluded: true,
  simulated: false,
})
/** An H100, by the second. */
const H100: PricedOffer = { pricePerHour: euros(3.36), billingStepSeconds: 1, minimumSeconds: 0 }
const cents = ({ micros }: Money) => Math.round(micros / 10_000) / 100

describe('one burst by the second', () => {
  test.each([
    [10, 186, 0.17],
    [50, 450, 0.42],
    [100, 780, 0.73],
    [500, 3_420, 3.19],
    [5_000, 33_120, 30.91],
    [38_000, 250_920, 234.19],
  ])('%i pictures: %i s, €%f', (images, seconds, cost) => {
    const work = cloudWork(images, H100, 1, ASSUMED)
    expect([work.seconds.total, work.billedSeconds, cents(work.cost)]).toEqual([seconds, seconds, cost])
  })

  test('38,000 pictures as 76 bursts of 500', () => {
    const one = cloudWork(500, H100, 1, ASSUMED)
    expect(one.billedSeconds * 76).toBe(259_920)
    expect(cents({ ...one.cost, micros: one.cost.micros * 76 })).toBe(242.59)
  })

  test('25 minutes of training cost €1.40', () => {
    const training = { ...ASSUMED, fixedOverheadSeconds: 25 * 60, cloudSecondsPerImage: 0 }
    expect(cents(cloudWork(1, H100, 1, training).cost)).toBe(1.4)
  })

  test('at home it is time and energy', () => {
    expect(localWork(500, ASSUMED, 'EUR')).toEqual({ seconds: 7000, energyCost: euros(0.110833) })
  })
})

describe('break-even', () => {
  const fixed = { ...ASSUMED, fixedOverheadSeconds: 420 }
  test('with a fixed overhead of seven minutes: 59 pictures, 60 where energy at home is not credited, 53 by time alone', () => {
    expect(breakEvenImages(H100, fixed)).toBe(59)
    expect(breakEvenImages(H100, { ...fixed, localWatts: 0 })).toBe(60)
    expect(timeOnlyImages(fixed)).toBe(53)
  })

  test('there is none where the cloud is no faster and waiting is worth nothing', () => {
    expect(breakEvenImages(H100, { ...ASSUMED, timeValuePerHour: 0 })).toBeNull()
    expect(breakEvenImages(H100, { ...ASSUMED, cloudSecondsPerImage: 20 })).toBeNull()
    expect(timeOnlyImages({ ...ASSUMED, cloudSecondsPerImage: 14 })).toBeNull()
  })
})

const assumptions: fc.Arbitrary<Assumptions> = fc.record({
  localSecondsPerImage: fc.integer({ min: 1, max: 60 }),
  cloudSecondsPerImage: fc.integer({ min: 1, max: 300 }).map(tenths => tenths / 10),
  setupSeconds: fc.integer({ min: 0, max: 900 }),
  downloadSecondsPerImage: fc.integer({ min: 0, max: 30 }).map(tenths => tenths / 10),
  fixedOverheadSeconds: fc.option(fc.integer({ min: 0, max: 900 })),
  timeValuePerHour: fc.integer({ min: 0, max: 100 }),
  localWatts: fc.integer({ min: 0, max: 600 }),
  electricityPerKwh: fc.integer({ min: 0, max: 60 }).map(hundredths => hundredths / 100),
})
const offers: fc.Arbitrary<PricedOffer> = fc.record({
  pricePerHour: fc.integer({ min: 0, max: 1000 }).map(hundredths => euros(hundredths / 100)),
  billingStepSeconds: fc.constantFrom(1, 60, 900, 3600),
  minimumSeconds: fc.constantFrom(0, 60, 3600),
})

describe('whatever is assumed', () => {
  test('a cost is never negative, never falls with more pictures, and is never under that of the seconds themselves', () => {
    fc.assert(
      fc.property(
        assumptions,
        offers,
        fc.nat(5000),
        fc.integer({ min: 1, max: 8 }),
        (assumed, offer, images, lanes) => {
          const work = cloudWork(images, offer, lanes, assumed)
          const more = cloudWork(images + lanes, offer, lanes, assumed)
          expect(work.cost.micros).toBeGreaterThanOrEqual(0)
          expect(more.cost.micros).toBeGreaterThanOrEqual(work.cost.micros)
          expect(Number.isSafeInteger(work.cost.micros)).toBe(true)
          const bare = (work.seconds.total * offer.pricePerHour.micros) / 3600
          expect(work.cost.micros).toBeGreaterThanOrEqual(Math.floor(bare))
        },
      ),
    )
  })

  test('break-even is the first number of pictures with a net value of 0 or more', () => {
    const TRIED = 400
    fc.assert(
      fc.property(assumptions, offers, (assumed, offer) => {
        const found = breakEvenImages(offer, assumed)
        const net = (images: number) => compareFor(images, offer, assumed).netValue?.micros ?? Number.NaN
        const first = Array.from({ length: TRIED }, (_, at) => at + 1).find(images => net(images) >= 0) ?? null
        if (first !== null) expect(found).toBe(first)
        else if (found !== null) expect([found > TRIED, net(found) >= 0]).toEqual([true, true])
      }),
      { numRuns: 300 },
    )
  })
})
