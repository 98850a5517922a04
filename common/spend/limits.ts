import { formatMoney, type Money } from '../money.ts'

/** What a limit is about: one burst, or everything that is rented in a day or a month. */
export type LimitScope = 'burst' | 'day' | 'month'

/** A limit of money and what is used of it by others than whoever is asked about. Both as the account counts. */
export type Limit = {
  readonly scope: LimitScope
  readonly limit: Money
  /** Paid, and on the meters that run. */
  readonly spent: Money
}

/** How much is left, never below nothing. */
export function roomOf({ limit, spent }: Limit): Money {
  return { ...limit, micros: Math.max(0, limit.micros - spent.micros) }
}

/** The one that leaves least; null where there is none. */
export function tightestOf(limits: readonly Limit[]): Limit | null {
  return limits.reduce<Limit | null>(
    (least, limit) => (least === null || roomOf(limit).micros < roomOf(least).micros ? limit : least),
    null,
  )
}

const NAMES: Readonly<Record<LimitScope, string>> = {
  burst: 'the limit of the burst',
  day: 'the daily budget',
  month: 'the monthly budget',
}

/** "the daily budget of €5.00" */
export function limitName({ scope, limit }: Limit): string {
  return `${NAMES[scope]} of ${formatMoney(limit)}`
}

/** The shares at which somebody is warned, in percent: `50, 80` as the setting has it. Null where it cannot be read. */
export function readShares(text: string): number[] | null {
  const parts = text
    .split(/[ ,]+/)
    .filter(part => part !== '')
    .map(Number)
  const isFine = parts.every(share => Number.isInteger(share) && share >= 1 && share <= 100)
  return isFine ? [...new Set(parts)].toSorted((a, b) => a - b) : null
}
