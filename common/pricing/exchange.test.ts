import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Money } from '../money.ts'
import { inAccount, readRates } from './exchange.ts'

const money = (amount: number, currency: string, more: Partial<Money> = {}): Money => ({
  micros: Math.round(amount * 1e6),
  currency,
  taxIncluded: false,
  simulated: false,
  ...more,
})
const CONVERSION = { currency: 'EUR', rates: new Map([['USD', { rate: 0.86, on: '2026-11-20' }]]), vatPercent: 20 }

describe('an amount as the account counts', () => {
  it.each([
    // 2.80 × 1.20
    ['tax is added', money(2.8, 'EUR'), money(3.36, 'EUR', { taxIncluded: true })],
    // 2.89 × 0.86 × 1.20
    ['a rate is applied', money(2.89, 'USD'), money(2.98248, 'EUR', { taxIncluded: true })],
    ['tax is not added twice', money(3.36, 'EUR', { taxIncluded: true }), money(3.36, 'EUR', { taxIncluded: true })],
    ['what has no rate stays as it is', money(3, 'GBP'), money(3, 'GBP')],
    ['practice money is not exchanged', money(3, 'EUR', { simulated: true }), money(3, 'EUR', { simulated: true })],
  ])('%s', (_, given, expected) => expect(inAccount(given, CONVERSION)).toEqual(expected))

  it('is never less than what it was made of, by a micro at most more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e10 }),
        fc.integer({ min: 1, max: 30_000 }),
        fc.integer({ min: 0, max: 30 }),
        (micros, rate, vat) => {
          const rates = new Map([['USD', { rate: rate / 10_000, on: '2026-11-20' }]])
          const { micros: got } = inAccount({ ...money(0, 'USD'), micros }, { currency: 'EUR', rates, vatPercent: vat })
          // In whole numbers: micros × rate × (100 + vat) over a million.
          const exact = BigInt(micros) * BigInt(rate) * BigInt(100 + vat)
          const over = BigInt(got) * 1_000_000n - exact
          expect(over >= 0n && over < 1_000_000n).toBe(true)
        },
      ),
    )
  })
})

describe('rates', () => {
  it('are read as they are written', () => {
    expect(readRates('USD 0.86 2026-11-20, GBP 1.15 2026-11-19')).toEqual(
      new Map([
        ['USD', { rate: 0.86, on: '2026-11-20' }],
        ['GBP', { rate: 1.15, on: '2026-11-19' }],
      ]),
    )
    expect(readRates('')).toEqual(new Map())
  })
  it.each([
    'USD',
    'USD 0',
    'USD 0.86',
    'usd 0.86 2026-11-20',
    'USD -1 2026-11-20',
    'USD 1 2026-13-40',
    'USD 1 2026-11-20, USD 2 2026-11-20',
  ])('%j is none', text => expect(readRates(text)).toBeNull())
})
