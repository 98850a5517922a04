import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BurstSummary } from './burst-view.ts'
import { PHASES, Receipt, receiptOf } from './receipt.ts'
import { receiptSvg } from './receipt-svg.ts'
import { receiptText } from './receipt-text.ts'
import { roundedToSum } from './rounded-to-sum.ts'

const MONEY = { amount: 0.5, currency: 'EUR', taxIncluded: true, simulated: true }
const SUMMARY: BurstSummary = {
  id: 'b1',
  kind: 'images',
  state: 'completed',
  name: 'lighthouses',
  template: null,
  provider: 'sandbox',
  strategy: 'on-demand',
  spot: false,
  createdAt: '2026-01-01T00:00:00.000Z',
  endedAt: '2026-01-01T00:10:00.000Z',
  out: '/out',
  images: { requested: 24, collected: 24, failed: 0, bytes: 4_200_000 },
  seconds: {
    provision: 90.04,
    setup: 45.04,
    upload: 0.34,
    generate: 144.04,
    collectTail: 0.04,
    teardown: 20.5,
    total: 300,
    billed: 210,
  },
  gpuUtilisation: 0.6857,
  cost: MONEY,
  estimatedCost: { ...MONEY, amount: 0.7 },
  lanes: [
    {
      instanceId: 'i1',
      provider: 'sandbox',
      state: 'gone',
      images: 24,
      billedSeconds: 210,
      cost: MONEY,
      terminatedAt: null,
      confirmedGone: true,
    },
  ],
  outlook: null,
  finishesIn: null,
  stoppedBy: null,
  failures: [],
  waiting: null,
  message: null,
}
const OFFER = { gpu: 'H100', region: 'gra', pricePerHour: { ...MONEY, amount: 3.36 } }

test('a receipt holds cost, shares and price, and fits its schema', () => {
  const receipt = Receipt.parse(receiptOf(SUMMARY, [OFFER]))
  expect(receipt).toMatchObject({ simulated: true, pricePerHour: { amount: 3.36 }, costPerImage: { amount: 0.020833 } })
  expect(PHASES.reduce((sum, phase) => sum + receipt.shares[phase], 0)).toBeCloseTo(1, 4)
})

test('without pictures and time nothing is divided by zero', () => {
  const seconds = { provision: 0, setup: 0, upload: 0, generate: 0, collectTail: 0, teardown: 0, total: 0, billed: 0 }
  const none = { ...SUMMARY, seconds, images: { requested: 1, collected: 0, failed: 0, bytes: 0 }, lanes: [] }
  const receipt = Receipt.parse(receiptOf({ ...none, gpuUtilisation: null }))
  expect(receipt).toMatchObject({ costPerImage: null, pricePerHour: null })
  expect(receiptText(receipt)).toContain('GPU busy unknown')
})

test('the text adds up as it is printed, and says that it is practice money', () => {
  const text = receiptText(receiptOf(SUMMARY, [OFFER]))
  expect(text).toContain('(practice money)')
  const rows = [...text.matchAll(/^(.+?)\s+([\d.]+) s\s+([\d.]+) %$/gm)].map(row => [
    row[1],
    Number(row[2]),
    Number(row[3]),
  ])
  const [total] = rows.splice(-1)
  expect(total?.[0]).toBe('total')
  for (const column of [1, 2])
    expect(rows.reduce((sum, row) => sum + Number(row[column]), 0)).toBeCloseTo(Number(total?.[column]), 6)
})

test('rounded values add up to the rounded sum, each within one of its own', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 8 }), values => {
      const rounded = roundedToSum(values)
      expect(rounded.reduce((sum, value) => sum + value, 0)).toBe(
        Math.round(values.reduce((sum, value) => sum + value, 0)),
      )
      rounded.forEach((value, index) => expect(Math.abs(value - (values[index] ?? 0))).toBeLessThanOrEqual(1))
    }),
  )
})

test('as a picture it holds what may be shared and nothing else, and is well-formed whatever the name', () => {
  const receipt = receiptOf({ ...SUMMARY, name: 'my_<cats> & "dogs"_'.repeat(4) }, [OFFER])
  const words = {
    phases: {
      provision: 'Boot',
      setup: 'Set-up',
      upload: 'Upload',
      generate: 'Generate',
      collectTail: 'Home',
      teardown: 'End',
    },
    pictures: 'Pictures',
    total: 'TOTAL',
    practice: 'TOTAL, practice money',
    aPicture: 'A picture',
    ending: 'Every instance is seen gone.',
    money: ({ amount }: { amount: number }) => `EUR ${amount}`,
  }
  const svg = receiptSvg(receipt, words)
  expect(svg).toContain('24 / 24')
  expect(svg).toContain('TOTAL, practice money')
  expect(svg).toContain('my &lt;cats&gt; &amp; "dogs"')
  for (const secret of ['i1', '/out', 'gra']) expect(svg).not.toContain(`>${secret}`)
  expect(svg.match(/<text /g)?.length).toBe(svg.match(/<\/text>/g)?.length)
})
