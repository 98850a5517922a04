import type { WireMoney } from '../../../common/money.ts'

export const PERIODS = ['7 days', '30 days', '90 days', '12 months'] as const
export type PeriodName = (typeof PERIODS)[number]
export type MoneyKind = 'real' | 'practice'

const DAYS: Readonly<Record<PeriodName, number>> = { '7 days': 7, '30 days': 30, '90 days': 90, '12 months': 365 }

/** Days are a little longer or shorter where the clock is put forward or back. */
const DAY_MS = 86_400_000

export type Period = { readonly from: string; readonly to: string }

/** The last so many days of this computer's calendar, today included. */
export function periodOf(name: PeriodName, now: number): Period {
  const date = new Date(now)
  const midnight = (shift: number) =>
    new Date(date.getFullYear(), date.getMonth(), date.getDate() + shift).toISOString()
  return { from: midnight(1 - DAYS[name]), to: midnight(1) }
}

/** `2026-11-26` of each day in a period, the oldest first. */
export function daysOf({ from, to }: Period): string[] {
  const first = new Date(from)
  const count = Math.round((Date.parse(to) - first.getTime()) / DAY_MS)
  return Array.from({ length: count }, (_, index) =>
    dayName(new Date(first.getFullYear(), first.getMonth(), first.getDate() + index)),
  )
}

function dayName(date: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

export const isOfKind =
  (kind: MoneyKind) =>
  ({ cost }: { readonly cost: WireMoney }): boolean =>
    cost.simulated === (kind === 'practice')

/** What the month will have cost if it goes on as so far; null while nothing was spent. Days count from its first. */
export function monthAhead(spent: number, now: number): number | null {
  const date = new Date(now)
  const start = new Date(date.getFullYear(), date.getMonth(), 1).getTime()
  const end = new Date(date.getFullYear(), date.getMonth() + 1, 1).getTime()
  const share = (now - start) / (end - start)
  return spent > 0 && share > 0 ? spent / share : null
}
