import { describe, expect, test } from 'vitest'
import type { Assumptions } from '../../../common/pricing/assumptions.ts'
import type { EstimateResult } from '../../../common/pricing/estimate-result.ts'
import { WITHOUT_EXPERIENCE, type NamedOffer } from '../../../common/pricing/weigh.ts'
import { estimate as estimateOn } from '../../../common/pricing/estimate.ts'
import { runWith } from '../testing/fake-host.ts'

const estimate = (images: number, offers: readonly NamedOffer[], given: Partial<Assumptions>) =>
  estimateOn(images, offers, { ...WITHOUT_EXPERIENCE, given })

const price = { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated: false }
const offer = {
  provider: 'x',
  id: 'o1',
  gpu: 'H100',
  spot: false,
  pricePerHour: price,
  billingStepSeconds: 1,
  minimumSeconds: 0,
}
const answer = estimate(100, [offer], { fixedOverheadSeconds: 420 })
const calls = { 'estimate.compare': () => answer }

describe('estimate', () => {
  test('gives the whole answer as JSON', async () => {
    const { out } = await runWith(['estimate', '--images', '100', '--json'], { calls })
    const told = JSON.parse(out) as EstimateResult
    expect(told).toEqual(answer)
    expect(told).toMatchObject({
      images: 100,
      local: { seconds: 1400, energyCost: { amount: 0.022167 } },
      options: [{ seconds: { setup: 420, generate: 600, download: 0, total: 1020 }, savedSeconds: 380 }],
      breakEven: { images: 59, timeOnlyImages: 53 },
      recommendation: { choice: 'cloud', optionIndex: 0 },
    })
  })

  test('says it in words, with what is worth it from where', async () => {
    const { out } = await runWith(['estimate', '--images', '100'], { calls })
    expect(out).toContain('At home: 23 min 20 s, €0.0222 of electricity.')
    expect(out).toMatch(/x +o1 +H100 +€3\.36 +17 min 00 s +€0\.95/)
    expect(out).toContain('Renting is worth it from 59 pictures on; it is faster from 53 pictures on.')
    expect(out).toMatch(/^Rent: it saves 380 s of 1400 s/m)
  })

  test('without a template, so many at most is so many', async () => {
    const { calls: made } = await runWith(['estimate', '-n', '500'], { calls })
    expect(made).toEqual([['estimate.compare', { kind: 'images', images: 500, assumptions: {} }]])
  })

  test('hands on only what was given, and refuses what cannot be', async () => {
    const args = ['estimate', '--price-per-hour', '2', '--local-watts', '300', '--fixed-overhead-seconds', '420']
    const ran = await runWith(args, { calls })
    expect(ran.calls).toEqual([
      [
        'estimate.compare',
        { kind: 'images', pricePerHour: 2, assumptions: { localWatts: 300, fixedOverheadSeconds: 420 } },
      ],
    ])
    for (const wrong of [
      ['--images', '-1'],
      ['--images', '1.5'],
      ['--price-per-hour', 'x'],
      ['--local-watts', '-5'],
    ])
      expect(await runWith(['estimate', ...wrong], { calls }), wrong.join(' ')).toMatchObject({ code: 2, calls: [] })
  })
})

describe('what bursts have taught', () => {
  test('is told beside each estimate: how many, between what, and how far the last ones were off', async () => {
    const seen = {
      provider: 'x',
      gpu: 'H100',
      strategy: 'on-demand' as const,
      simulated: false,
      at: 1,
      work: { width: 1024, height: 1024, steps: 30, loras: 0, upscale: 1 },
      images: 100,
      secondsPerImage: 5,
      provision: 60,
      setup: 60,
      upload: 20,
      tail: 2,
      teardown: 20,
      unbilled: 60,
    }
    const taught = estimateOn(
      500,
      [offer],
      { ...WITHOUT_EXPERIENCE, observations: [seen, seen] },
      { bursts: 2, seconds: 0.031, cost: 0.024 },
    )
    const { out } = await runWith(['estimate', '--images', '500'], { calls: { 'estimate.compare': () => taught } })
    expect(out).toMatch(/€2\.43 +€2\.\d+ and €2\.\d+ +2 /)
    expect(out).toContain('The last 2 estimates were off by 3 % in time and 2 % in cost.')
    expect(out).toMatch(/On so many instances of the first at once: 1: 44 min 22 s for €2\.43 · 2: /)
  })

  test('trainings are counted as such', async () => {
    const one = estimateOn(1, [offer], { ...WITHOUT_EXPERIENCE, kind: 'training' })
    const { out, calls: asked } = await runWith(['estimate', '--kind', 'training'], {
      calls: { 'estimate.compare': () => one },
    })
    expect(asked).toEqual([['estimate.compare', { kind: 'training', assumptions: {} }]])
    expect(out).toContain('1 training. At home: 53 min 40 s')
    expect(out).toMatch(/25 min 00 s +€1\.40/)
  })
})

describe('the estimate', () => {
  test('puts the best offer first, and home where nothing is worth it or can be rented', () => {
    const dear = { ...offer, id: 'dear', pricePerHour: { ...price, micros: 900_000_000 } }
    expect(estimate(500, [dear, offer], {}).options.map(({ offerId }) => offerId)).toEqual(['o1', 'dear'])
    expect(estimate(5, [offer], {}).recommendation).toMatchObject({ choice: 'local', optionIndex: null })
    expect(estimate(5, [], {})).toMatchObject({
      options: [],
      breakEven: null,
      recommendation: { choice: 'local' },
    })
  })

  test('knows how fast a GPU is where the seller says so, and believes the user more', () => {
    const slow = { ...offer, id: 'slow', secondsPerImage: 24 }
    const secondsOf = (given: object) => estimate(100, [slow], given).options[0]?.seconds.generate
    expect(secondsOf({})).toBe(2400)
    expect(secondsOf({ cloudSecondsPerImage: 5 })).toBe(500)
  })

  test('never puts practice money before money', () => {
    const practice = { ...offer, id: 'practice', pricePerHour: { ...price, micros: 1, simulated: true } }
    const { options } = estimate(500, [practice, offer], {})
    expect(options.map(({ offerId }) => offerId)).toEqual(['o1', 'practice'])
    expect(estimate(500, [practice], {}).recommendation.reason).toContain('practice cloud')
  })

  test('does not compare across currencies, and no picture costs nothing', () => {
    const dollars = { ...offer, pricePerHour: { ...price, currency: 'USD' } }
    const [option] = estimate(100, [dollars], {}).options
    expect(option).toMatchObject({ premium: null, netValue: null, cost: { currency: 'USD' } })
    expect(estimate(0, [offer], {}).options[0]).toMatchObject({ cost: { amount: 0 }, costPerImage: null })
  })

  test('its curve starts at no picture, holds break-even and the number asked for, and rises', () => {
    const curve = answer.breakEven?.curve ?? []
    const at = curve.map(({ images }) => images)
    expect(at[0]).toBe(0)
    expect(at).toEqual(expect.arrayContaining([59, 100]))
    expect(at).toEqual(at.toSorted((a, b) => a - b))
  })
})

test('the line is measured on request alone, and what it sends is kept for estimates', async () => {
  const measuring = {
    'line.measure': () => ({ upMbits: 12, downMbits: 85, host: 'speed.example' }),
    'settings.set': ({ key, value }: { key: string; value: unknown }) => ({ key, value }),
    'estimate.compare': () => estimate(100, [], {}),
  }
  const ran = await runWith(['estimate', '--images', '100', '--measure-line'], { calls: measuring as never })
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('sends 12 Mbit/s and receives 85') })
  expect(ran.calls.slice(0, 2)).toEqual([
    ['line.measure', undefined],
    ['settings.set', { key: 'uplink-mbits', value: 12 }],
  ])
  expect(
    (await runWith(['estimate', '--images', '100'], { calls: measuring as never })).calls.map(([name]) => name),
  ).toEqual(['estimate.compare'])
})
