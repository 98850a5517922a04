import { describe, expect, test } from 'vitest'
import type { Money } from '../money.ts'
import { accuracyOf } from './accuracy.ts'
import { cloudWork, rangeOfCost } from './compare.ts'
import type { Observation } from './observation.ts'
import { forecastFor, WITHOUT_EXPERIENCE, type EstimateBasis, type NamedOffer } from './weigh.ts'
import type { Work } from './work.ts'

const PRICE: Money = { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: false }
const WORK: Work = { width: 1024, height: 1024, steps: 30, loras: 0, upscale: 1 }
const H100: NamedOffer = {
  provider: 'ovh',
  id: 'h100',
  gpu: 'H100',
  spot: false,
  pricePerHour: PRICE,
  billingStepSeconds: 1,
  minimumSeconds: 0,
}

function seen(at: number, more: Partial<Observation> = {}): Observation {
  return {
    provider: 'ovh',
    gpu: 'H100',
    strategy: 'on-demand',
    simulated: false,
    at,
    work: WORK,
    images: 100,
    secondsPerImage: 4,
    provision: 60,
    setup: 100,
    upload: 40,
    tail: 2,
    teardown: 30,
    unbilled: 60,
    ...more,
  }
}

function forecast(observations: Observation[], offer: NamedOffer = H100, more: Partial<EstimateBasis> = {}) {
  return forecastFor(offer, { ...WITHOUT_EXPERIENCE, work: WORK, observations, ...more })
}

describe('what bursts have shown', () => {
  test('takes the place of what is assumed, part by part', () => {
    expect(forecast([seen(1)])).toMatchObject({
      provision: 60,
      setup: 100,
      upload: 40,
      secondsPerImage: 4,
      downloadPerImage: 0,
      tail: 2,
      teardown: 30,
      unbilled: 60,
      observations: 1,
    })
    // 232 s once and 400 s of pictures; the boot is not charged.
    const work = cloudWork(100, H100, 1, forecast([seen(1)]))
    expect([work.seconds.total, work.billedSeconds]).toEqual([632, 572])
  })

  test('counts less the older it is', () => {
    const { secondsPerImage } = forecast([seen(2, { secondsPerImage: 5 }), seen(1, { secondsPerImage: 4 })])
    expect(secondsPerImage).toBeGreaterThan(Math.sqrt(20))
    expect(secondsPerImage).toBeLessThan(5)
  })

  test('another size of picture goes by its pixels and steps, until it was seen itself', () => {
    const small: Work = { ...WORK, width: 512, height: 512 }
    expect(forecast([seen(1)], H100, { work: small }).secondsPerImage).toBe(1)
    const both = [seen(1), seen(2, { work: small, secondsPerImage: 1.5 })]
    expect(forecast(both, H100, { work: small })).toMatchObject({ secondsPerImage: 1.5, observations: 1 })
  })

  test('another GPU goes by the data sheets, and stays a guess', () => {
    // An A100 has 312 of the H100's 756 TFLOPS.
    const a100 = forecast([seen(1)], { ...H100, gpu: 'A100' })
    expect(a100).toMatchObject({ secondsPerImage: 9.692, observations: 0 })
    expect(forecast([seen(1)], { ...H100, gpu: 'Unheard-of 1' }).secondsPerImage).toBe(6)
  })

  test('boot and set-up are those of the provider, where it was seen', () => {
    const other = { ...H100, provider: 'lambda' }
    expect(forecast([seen(1)], other).provision).toBe(60)
    expect(forecast([seen(1), seen(2, { provider: 'lambda', provision: 300 })], other).provision).toBe(300)
  })

  test('practice teaches nothing about money, nor money about practice', () => {
    const practice = { ...H100, pricePerHour: { ...PRICE, simulated: true } }
    expect(forecast([seen(1, { simulated: true })]).observations).toBe(0)
    expect(forecast([seen(1)], practice).secondsPerImage).toBe(6)
    expect(forecast([seen(1, { simulated: true })], practice).secondsPerImage).toBe(4)
  })

  test('what the user says is believed more, and is not spread', () => {
    const said = forecast([seen(1)], H100, { given: { cloudSecondsPerImage: 7, setupSeconds: 500 } })
    expect(said).toMatchObject({ secondsPerImage: 7, setup: 500, observations: 0 })
    expect(said.spread).toMatchObject({ fixedSeconds: 0, perImage: 0 })
  })

  test('pictures teach nothing about trainings', () => {
    expect(forecast([seen(1)], H100, { kind: 'training' })).toMatchObject({ secondsPerImage: 1380, observations: 0 })
  })
})

test('how far estimates were off is the mean of both ways, and unknown before the first', () => {
  const one = { estimatedSeconds: 90, seconds: 100, estimatedMicros: 1_300_000, micros: 1_000_000 }
  const other = { estimatedSeconds: 120, seconds: 100, estimatedMicros: 900_000, micros: 1_000_000 }
  const free = { ...one, micros: 0 }
  expect(accuracyOf([one, other, free])).toEqual({
    bursts: 2,
    seconds: expect.closeTo(0.15),
    cost: expect.closeTo(0.2),
  })
  expect([accuracyOf([]), accuracyOf([free])]).toEqual([null, null])
})

/** Numbers that look random and are always the same (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/**
 * A world that is not the model's: boots are a floor with a long tail and now and then a second try; a GPU is slower while
 * it is cold, drifts with the weeks and has good and bad hosts; the line swings.
 */
function* world(seed: number): Generator<{ images: number; truth: number; shown: Observation }> {
  const random = numbers(seed)
  const even = (from: number, to: number) => from + (to - from) * random()
  const tailed = (mean: number) => -mean * Math.log(1 - random())
  const speed = even(3, 9)
  const drift = even(-0.004, 0.004)
  for (let burst = 0; burst < 20; burst += 1) {
    const images = Math.round(even(200, 3000))
    const provision = 45 + tailed(12) + (random() < 0.06 ? even(40, 90) : 0)
    const setup = 80 + tailed(8)
    const upload = 40 * (1 + 0.25 * Math.sin(burst))
    const host = 1 + 0.05 * (random() + random() + random() - 1.5) + (random() < 0.1 ? 0.05 : 0)
    const warm = speed * (1 + drift) ** burst * host
    // The first hundred pictures take up to a twentieth longer.
    const making = images * warm + warm * 0.05 * 60 * (1 - Math.exp(-images / 60))
    const tail = even(1, 4)
    const teardown = 21 + tailed(5)
    yield {
      images,
      truth: setup + upload + making + tail + teardown,
      shown: seen(burst, {
        images,
        secondsPerImage: making / images,
        provision,
        setup,
        upload,
        tail,
        teardown,
        unbilled: provision,
      }),
    }
  }
}

test('in worlds that do not follow the model: under 5 % off after five bursts, and the range holds nine in ten', () => {
  const off: number[] = []
  let held = 0
  let told = 0
  for (let seed = 1; seed <= 60; seed += 1) {
    const known: Observation[] = []
    for (const { images, truth, shown } of world(seed)) {
      const expected = forecast(known)
      const cost = (PRICE.micros * truth) / 3600
      const { low, high } = rangeOfCost(images, H100, 1, expected)
      if (known.length > 0) {
        told += 1
        held += low.micros <= cost && cost <= high.micros ? 1 : 0
      }
      if (known.length >= 5) off.push(Math.abs(cloudWork(images, H100, 1, expected).cost.micros - cost) / cost)
      known.unshift(shown)
    }
  }
  expect(off).toHaveLength(60 * 15)
  expect(off.reduce((sum, one) => sum + one, 0) / off.length).toBeLessThan(0.05)
  expect(off.toSorted((a, b) => a - b)[Math.floor(off.length * 0.8)]).toBeLessThan(0.05)
  expect(held / told).toBeGreaterThan(0.9)
})

describe('an instance that does not come up from nothing', () => {
  const image = { ...H100, strategy: 'image' as const }
  const warm = { ...H100, strategy: 'warm' as const }

  test('spares what need not be installed, or waited for, until bursts of its kind have shown what it takes', () => {
    expect(forecast([seen(1)], image)).toMatchObject({ provision: 60, setup: 30, upload: 0, teardown: 30 })
    expect(forecast([seen(1)], warm)).toMatchObject({ provision: 0, setup: 5, upload: 0, unbilled: 0 })
    const shown = seen(2, { strategy: 'image', provision: 50, setup: 12, upload: 3 })
    expect(forecast([shown, seen(1)], image)).toMatchObject({ provision: 50, setup: 12, upload: 3 })
    // And teaches nothing about the others.
    expect(forecast([shown, seen(1)])).toMatchObject({ provision: 60, setup: 100, upload: 40 })
  })

  test('is never thought to take longer than one from nothing', () => {
    expect(forecast([], image).setup).toBeLessThanOrEqual(forecast([]).setup)
    expect(forecast([seen(1, { setup: 4 })], image).setup).toBe(4)
    expect(forecast([], warm)).toMatchObject({ setup: 5 })
  })
})
