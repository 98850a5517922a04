import { describe, expect, test } from 'vitest'
import type { PlannerBasis, PlannerOffer } from '../../../common/contract.ts'
import { ASSUMED } from '../../../common/pricing/assumptions.ts'
import { adviceText } from './advice.ts'
import { imagesAt, positionOf, POSITIONS } from './factor-scale.ts'
import { curveOf, farthestOf, groundOf, reckon, type Knobs } from './reckon.ts'
import { whyText } from './why.ts'

const OFFER: PlannerOffer = {
  provider: 'ovh',
  id: 'h100',
  gpu: 'H100',
  gpuCount: 1,
  spot: false,
  strategy: 'on-demand',
  bytesToSend: null,
  region: 'gra',
  trust: 'datacenter',
  stock: 'yes',
  pricePerHour: { micros: 2_800_000, currency: 'EUR', taxIncluded: false, simulated: false },
  billingStepSeconds: 1,
  minimumSeconds: 0,
  extras: [],
}
const KNOBS: Knobs = {
  localSecondsPerImage: ASSUMED.localSecondsPerImage,
  localWatts: ASSUMED.localWatts,
  electricityPerKwh: ASSUMED.electricityPerKwh,
  timeValuePerHour: ASSUMED.timeValuePerHour,
  vatPercent: 20,
  uplinkMbits: 0,
  cloudSecondsPerImage: null,
  setupSeconds: null,
}

function basisOf(offers: readonly PlannerOffer[], more: Partial<PlannerBasis> = {}): PlannerBasis {
  return {
    job: null,
    offers: [...offers],
    providers: [],
    deadMen: { ovh: 'strong' },
    observations: [],
    home: null,
    accuracy: { money: null, practice: null },
    settings: {
      currency: 'EUR',
      exchangeRates: '',
      vatPercent: 20,
      localSecondsPerImage: 14,
      localWatts: 285,
      electricityPerKwh: 0.2,
      timeValuePerHour: 50,
      uplinkMbits: 0,
      maxCost: 0,
      graceSeconds: 1800,
      warmSeconds: 1800,
      isPrivate: false,
    },
    ...more,
  }
}

/** Texts with their values, as English has them. */
const t = (text: string, values: Record<string, string | number> = {}) =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]))

function shown(images: number, basis = basisOf([OFFER]), knobs: Partial<Knobs> = {}, lanes = 1) {
  const ground = groundOf(basis, { ...KNOBS, ...knobs })
  return { ground, reckoned: reckon(basis, ground, { images, lanes, offerId: null }) }
}

describe('what is reckoned', () => {
  test('is the table of the promise, with the tax that the user pays', () => {
    const { reckoned } = shown(500)
    expect(reckoned.chosen?.option).toMatchObject({
      pricePerHour: { amount: 3.36 },
      seconds: { total: 3420 },
      cost: { amount: 3.192 },
    })
    expect(reckoned.local.seconds).toBe(7000)
    expect(shown(500, undefined, { vatPercent: 0 }).reckoned.chosen?.option.cost.amount).toBe(2.66)
  })

  test('leaves out what is sold out, may be taken away, or stands in a strange house where that is unwanted', () => {
    const others = [
      { ...OFFER, id: 'none', stock: 'no' as const },
      { ...OFFER, id: 'spot', spot: true },
      { ...OFFER, id: 'house', trust: 'third-party' as const },
    ]
    const ids = (basis: PlannerBasis) => shown(500, basis).reckoned.options.map(({ offer }) => offer.id)
    expect(ids(basisOf([OFFER, ...others]))).toEqual(['h100', 'house'])
    const { settings } = basisOf([])
    expect(ids(basisOf([OFFER, ...others], { settings: { ...settings, isPrivate: true } }))).toEqual(['h100'])
  })

  test('counts what has to be sent, once the line is known', () => {
    const work = { width: 1024, height: 1024, steps: 30, loras: 0, upscale: 1 }
    const basis = basisOf([OFFER], { job: { name: 'x', count: 500, work, modelBytes: 6_900_000_000 } })
    expect(shown(500, basis).reckoned.chosen?.option.seconds.upload).toBe(0)
    expect(shown(500, basis, { uplinkMbits: 40 }).reckoned.chosen?.option.seconds.upload).toBe(1380)
  })

  test('says the worst case by who ends the machine there', () => {
    // 3,420 s and half an hour of grace at 3.36 an hour.
    expect(shown(500).reckoned.worst).toMatchObject({
      kind: 'bounded',
      isSure: true,
      seconds: 5220,
      most: { micros: 4_872_000 },
    })
    expect(shown(500, basisOf([OFFER], { deadMen: { ovh: 'none' } })).reckoned.worst).toEqual({ kind: 'unbounded' })
  })

  test('nothing to rent is no fault', () => {
    const { reckoned } = shown(500, basisOf([]))
    expect(reckoned).toMatchObject({ chosen: null, breakEven: null, ways: [], worst: null })
    expect(adviceText(reckoned, 500, t)).toBe('Nothing can be rented now. Home takes 1 h 56 min.')
  })
})

describe('the advice', () => {
  test.each([
    [
      500,
      {},
      'Rent. Home takes 1 h 56 min, the best offer 57 min for €3.19; the time saved is worth more than that from 19 pictures on.',
    ],
    [17, {}, 'Stay at home. It takes 4 min; renting saves 6 s for €0.22, and is worth it from 19 pictures on.'],
    [10, {}, 'Stay at home. It takes 2 min; the best offer would take 3 min.'],
    [
      500,
      { timeValuePerHour: 0 },
      'Stay at home. It takes 1 h 56 min; renting saves 60 min, worth less than the €3.19 that it costs.',
    ],
  ])('for %i pictures with %o', (images, knobs, advice) => {
    expect(adviceText(shown(images, undefined, knobs).reckoned, images, t)).toBe(advice)
  })
})

describe('why a row stands where it stands', () => {
  test('by what is dearer and slower, and by what a step wastes', () => {
    const others: PlannerOffer[] = [
      { ...OFFER, id: 'hour', billingStepSeconds: 3600, minimumSeconds: 3600 },
      { ...OFFER, id: 'slow', gpu: 'L4', pricePerHour: { ...OFFER.pricePerHour, micros: 500_000 } },
      { ...OFFER, id: 'dollars', pricePerHour: { ...OFFER.pricePerHour, currency: 'USD' } },
      { ...OFFER, id: 'practice', pricePerHour: { ...OFFER.pricePerHour, micros: 1, simulated: true } },
    ]
    const { options } = shown(100, basisOf([OFFER, ...others])).reckoned
    const [best] = options
    const why = options.map(one => [one.offer.id, best ? whyText(one, best, t) : ''])
    expect(Object.fromEntries(why)).toEqual({
      h100: 'worth most',
      hour: '€2.63 dearer, 47 min paid for and not used',
      slow: '€0.0732 cheaper, 52 min 29 s slower',
      dollars: 'in USD: set exchange-rates to compare it',
      practice: 'practice money',
    })
    expect(options.map(({ offer }) => offer.id)).toEqual(['h100', 'hour', 'slow', 'dollars', 'practice'])
  })
})

describe('the chart', () => {
  test('reaches beyond the number that was asked for, and crosses the line of home at break-even', () => {
    const { ground, reckoned } = shown(500)
    if (!reckoned.chosen || reckoned.breakEven === null) throw new Error('nothing to draw')
    const farthest = farthestOf(500, reckoned.breakEven)
    const curve = curveOf(reckoned.chosen, ground, { lanes: 1, farthest })
    expect(curve.map(({ images }) => images)).toEqual(expect.arrayContaining([1, farthest]))
    for (const { images, netValue } of curve) expect(netValue >= 0).toBe(images >= reckoned.breakEven)
  })

  test('stands still while the number changes a little', () => {
    expect([farthestOf(100, 59), farthestOf(340, 59), farthestOf(360, 59)]).toEqual([500, 500, 1000])
    expect([farthestOf(1, null), farthestOf(38_000, 59)]).toEqual([200, 100_000])
  })
})

test('the slider goes by factors, in numbers as people think of them, and reaches both ends', () => {
  expect([imagesAt(0, 38_000), imagesAt(POSITIONS, 38_000), imagesAt(200, 38_000)]).toEqual([1, 38_000, 190])
  for (const images of [1, 2, 10, 250, 38_000])
    expect(imagesAt(positionOf(images, 38_000), 38_000)).toBeCloseTo(images, -Math.floor(Math.log10(images)))
  expect([positionOf(1, 1), imagesAt(0, 1)]).toEqual([POSITIONS, 1])
})
