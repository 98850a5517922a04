import { z } from 'zod'

/** An exact amount. Inside the app money is integer micros (1 EUR = 1,000,000); rounding is for display only. */
export const Money = z.strictObject({
  micros: z.int(),
  currency: z.string().regex(/^[A-Z]{3}$/),
  taxIncluded: z.boolean(),
  /** True for the sandbox's invented money, which never enters totals, budgets or learned speeds. */
  simulated: z.boolean(),
})
export type Money = z.infer<typeof Money>

/** Money as the command line and the page print it: a decimal number with at most six places. */
export const WireMoney = z.strictObject({
  amount: z.number(),
  currency: z.string(),
  taxIncluded: z.boolean(),
  simulated: z.boolean(),
})
export type WireMoney = z.infer<typeof WireMoney>

export function toWireMoney(money: Money): WireMoney {
  const { currency, taxIncluded, simulated } = money
  return { amount: money.micros / 1_000_000, currency, taxIncluded, simulated }
}

/** The exact form of what was printed, to the micro. */
export function fromWireMoney({ amount, ...kind }: WireMoney): Money {
  return { micros: Math.round(amount * 1_000_000), ...kind }
}

export function zero(like: Money): Money {
  return { ...like, micros: 0 }
}

/** Whether two amounts may be added or compared: same currency, same tax, both real or both practice money. */
export function isSameKind(a: Money, b: Money): boolean {
  return a.currency === b.currency && a.taxIncluded === b.taxIncluded && a.simulated === b.simulated
}

/** Adds amounts of one kind. Mixing currencies, tax or practice money with real money is a programming error. */
export function add(a: Money, b: Money): Money {
  if (!isSameKind(a, b)) throw new Error(`cannot add ${describe(a)} and ${describe(b)}`)
  return { ...a, micros: a.micros + b.micros }
}

/** Of everything that is of that kind; other money is in no sum. */
export function sumOfKind(amounts: readonly Money[], kind: Money): Money {
  return amounts.reduce((sum, money) => (isSameKind(sum, money) ? add(sum, money) : sum), zero(kind))
}

/** One sum for each kind of money, in the order in which they first appear. */
export function sumsByKind(amounts: readonly Money[]): Money[] {
  const kinds = amounts.filter((money, index) => amounts.findIndex(other => isSameKind(other, money)) === index)
  return kinds.map(kind => sumOfKind(amounts, kind))
}

/** Real money as limits are given: in the currency of the account, tax included. */
export function accountMoney(amount: number, currency: string): Money {
  return { micros: Math.round(amount * 1_000_000), currency, taxIncluded: true, simulated: false }
}

/**
 * What a stretch of rented time costs.
 *
 * Seconds are rounded up to the provider's billing step and raised to its minimum, the way providers count; the
 * product is rounded up to a whole micro so that Burst never shows less than the invoice.
 */
export function costOfSeconds(
  pricePerHour: Money,
  seconds: number,
  billing: { stepSeconds: number; minimumSeconds: number },
): { money: Money; billedSeconds: number } {
  // What costs nothing is not billed, however long it is used.
  if (pricePerHour.micros === 0) return { money: pricePerHour, billedSeconds: 0 }
  const stepped = Math.ceil(Math.max(0, seconds) / billing.stepSeconds) * billing.stepSeconds
  const billedSeconds = Math.max(stepped, billing.minimumSeconds)
  const micros = Math.ceil((pricePerHour.micros * billedSeconds) / 3600)
  return { money: { ...pricePerHour, micros }, billedSeconds }
}

/** `€1.23` for people; practice money says so. */
export function formatMoney(money: Money): string {
  const amount = new Intl.NumberFormat('en-IE', {
    style: 'currency',
    currency: money.currency,
    maximumFractionDigits: Math.abs(money.micros) < 100_000 ? 4 : 2,
  }).format(money.micros / 1_000_000)
  return money.simulated ? `${amount} (practice money)` : amount
}

function describe(money: Money): string {
  return `${money.currency}${money.taxIncluded ? ' with tax' : ' before tax'}${money.simulated ? ' (simulated)' : ''}`
}
