import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Money } from '../money.ts'
import { ASSUMED, KINDS, type Assumptions } from './assumptions.ts'
import { breakEvenImages, timeOnlyImages } from './break-even.ts'
import { cloudWork, compareFor, leastCost, localWork, rangeOfCost, type PricedOffer } from './compare.ts'
import { fanOut } from './fan-out.ts'
import { assumedForecast, type Forecast } from './forecast.ts'

const euros = (amount: number): Money => ({
  micros: Math.round(amount * 1_000_000),
  currency: 'EUR',
  taxIncluded: true,
  simulated: false,
})
/** An H100, by the second. */
const H100: PricedOffer = { pricePerHour: euros(3.36), billingStepSeconds: 1, minimumSeconds: 0 }
const AS_ASSUMED = assumedForecast(ASSUMED)
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
    const work = cloudWork(images, H100, 1, AS_ASSUMED)
    expect([work.seconds.total, work.billedSeconds, cents(work.cost)]).toEqual([seconds, seconds, cost])
  })

  test('38,000 pictures as 76 bursts of 500', () => {
    const one = cloudWork(500, H100, 1, AS_ASSUMED)
    expect(one.billedSeconds * 76).toBe(259_920)
    expect(cents({ ...one.cost, micros: one.cost.micros * 76 })).toBe(242.59)
  })

  test('25 minutes of training cost €1.40', () => {
    const work = cloudWork(KINDS.training.usual, H100, 1, assumedForecast(KINDS.training.assumed))
    expect([work.seconds.total, cents(work.cost)]).toEqual([1500, 1.4])
  })

  test('at home it is time and energy', () => {
    expect(localWork(500, ASSUMED, 'EUR')).toEqual({ seconds: 7000, energyCost: euros(0.110833) })
  })
})

const evenOf = (offer: PricedOffer, assumed: Assumptions) => breakEvenImages(offer, assumedForecast(assumed), assumed)

describe('break-even', () => {
  const fixed = { ...ASSUMED, fixedOverheadSeconds: 420 }
  test('with a fixed overhead of seven minutes: 59 pictures, 60 where energy at home is not credited, 53 by time alone', () => {
    expect(evenOf(H100, fixed)).toBe(59)
    expect(evenOf(H100, { ...fixed, localWatts: 0 })).toBe(60)
    expect(timeOnlyImages(assumedForecast(fixed), fixed)).toBe(53)
  })

  test('there is none where the cloud is no faster and waiting is worth nothing', () => {
    expect(evenOf(H100, { ...ASSUMED, timeValuePerHour: 0 })).toBeNull()
    expect(evenOf(H100, { ...ASSUMED, cloudSecondsPerImage: 20 })).toBeNull()
    const slow = { ...ASSUMED, cloudSecondsPerImage: 14 }
    expect(timeOnlyImages(assumedForecast(slow), slow)).toBeNull()
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

/** What was assumed, or what bursts have shown. */
const forecasts = (assumed: Assumptions): fc.Arbitrary<Forecast> =>
  fc.oneof(
    fc.constant(assumedForecast(assumed)),
    fc
      .record({
        provision: fc.nat(600),
        setup: fc.nat(600),
        upload: fc.nat(3000),
        secondsPerImage: fc.integer({ min: 1, max: 30_000 }).map(millis => millis / 1000),
        downloadPerImage: fc.constant(0),
        tail: fc.nat(60),
        teardown: fc.nat(60),
        spread: fc.record({
          fixedSeconds: fc.nat(600),
          perImage: fc.double({ min: 0, max: 1, noNaN: true }),
          quantile: fc.double({ min: 0, max: 3, noNaN: true }),
        }),
        observations: fc.nat(9),
      })
      .map(one => ({ ...one, unbilled: one.provision })),
  )
const worlds = assumptions.chain(assumed => fc.tuple(fc.constant(assumed), forecasts(assumed), offers))

describe('whatever is assumed or was seen', () => {
  test('a cost is never negative, never falls with more pictures, and is never under that of the making alone', () => {
    fc.assert(
      fc.property(worlds, fc.nat(5000), fc.integer({ min: 1, max: 8 }), ([, forecast, offer], images, lanes) => {
        const work = cloudWork(images, offer, lanes, forecast)
        const more = cloudWork(images + lanes, offer, lanes, forecast)
        expect(work.cost.micros).toBeGreaterThanOrEqual(0)
        expect(more.cost.micros).toBeGreaterThanOrEqual(work.cost.micros)
        expect(Number.isSafeInteger(work.cost.micros)).toBe(true)
        expect(work.cost.micros).toBeGreaterThanOrEqual(leastCost(images, offer, forecast).micros)
        const { low, high } = rangeOfCost(images, offer, lanes, forecast)
        expect([low.micros <= work.cost.micros, work.cost.micros <= high.micros]).toEqual([true, true])
      }),
    )
  })

  test('more lanes are never slower, and cost what the boots and the begun steps of each cost', () => {
    fc.assert(
      fc.property(worlds, fc.nat(3000), ([, forecast, offer], images) => {
        const ways = fanOut(images, offer, forecast, 8)
        expect(ways).toHaveLength(Math.min(images, 8))
        for (const [at, { seconds, cost }] of ways.entries()) {
          expect(seconds).toBeLessThanOrEqual(ways[at - 1]?.seconds ?? Infinity)
          expect(cost.micros).toBeGreaterThanOrEqual(leastCost(images, offer, forecast).micros)
        }
      }),
    )
  })

  test('break-even is the first number of pictures with a net value of 0 or more', () => {
    const TRIED = 400
    fc.assert(
      fc.property(worlds, fc.integer({ min: 1, max: 8 }), ([assumed, forecast, offer], lanes) => {
        const found = breakEvenImages(offer, forecast, assumed, lanes)
        const net = (images: number) =>
          compareFor(images, offer, forecast, assumed, lanes).netValue?.micros ?? Number.NaN
        const first = Array.from({ length: TRIED }, (_, at) => at + 1).find(images => net(images) >= 0) ?? null
        if (first !== null) expect(found).toBe(first)
        else if (found !== null) expect([found > TRIED, net(found) >= 0]).toEqual([true, true])
      }),
      { numRuns: 600 },
    )
  })

  test('break-even is found at once where a seller of hours makes it far away', () => {
    const byHour = { ...H100, billingStepSeconds: 3600, minimumSeconds: 3600 }
    const hardly = { ...ASSUMED, timeValuePerHour: 0, localWatts: 1981, electricityPerKwh: 0.8 }
    const found = evenOf(byHour, hardly) ?? 0
    const net = (images: number) => compareFor(images, byHour, assumedForecast(hardly), hardly).netValue?.micros ?? 0
    expect(found).toBeGreaterThan(10_000)
    expect([net(found) >= 0, net(found - 1) >= 0]).toEqual([true, false])
  })
})

test('38,000 pictures on eight machines: an eighth of the time, and seven more set-ups', () => {
  const ways = fanOut(38_000, H100, AS_ASSUMED, 8)
  expect(ways.map(({ seconds }) => seconds)).toMatchObject({ 0: 250_920, 7: 31_470 })
  expect(ways.map(({ cost }) => cents(cost))).toMatchObject({ 0: 234.19, 7: 234.98 })
})
