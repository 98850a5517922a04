import type { Money } from '../money.ts'

/** What one unit of a currency is worth in the account's, and since when that is known. */
export type Rate = { readonly rate: number; readonly on: string }

export type Conversion = {
  /** The account's. */
  readonly currency: string
  readonly rates: ReadonlyMap<string, Rate>
  /** Added to prices that come without tax; 0 for somebody who does not pay it. */
  readonly vatPercent: number
}

const ENTRY = /^([A-Z]{3}) (\d{1,6}(?:\.\d{1,8})?) (\d{4}-\d{2}-\d{2})$/

/**
 * Reads `USD 0.86 2026-11-20, GBP 1.15 2026-11-20`: a currency, what one of it is in the account's, and the day of that
 * rate. Null where it cannot be read.
 */
export function readRates(text: string): Map<string, Rate> | null {
  const rates = new Map<string, Rate>()
  for (const entry of text.split(',').map(part => part.trim())) {
    if (entry === '') continue
    const [, currency = '', amount = '', on = ''] = ENTRY.exec(entry) ?? []
    const rate = Number(amount)
    if (currency === '' || !(rate > 0) || Number.isNaN(Date.parse(on)) || rates.has(currency)) return null
    rates.set(currency, { rate, on })
  }
  return rates
}

/**
 * An amount as the account counts: in its currency, tax included, rounded up to a micro. What has no rate stays as it is,
 * and is compared with nothing; practice money is never exchanged.
 */
export function inAccount(money: Money, { currency, rates, vatPercent }: Conversion): Money {
  if (money.simulated) return money
  const rate = money.currency === currency ? 1 : rates.get(money.currency)?.rate
  if (rate === undefined) return money
  const tax = money.taxIncluded ? 1 : 1 + vatPercent / 100
  // Floating point must not make a micro out of nothing.
  const micros = Math.ceil(Number((money.micros * rate * tax).toPrecision(15)))
  return { micros, currency, taxIncluded: true, simulated: false }
}
