import { InvalidArgumentError } from 'commander'

type Range = { readonly min?: number; readonly max?: number }

/** Reads a whole number in a range; the parser adds which flag it was. */
export function wholeNumber(range: Range = {}): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value) || !isWithin(value, range))
      throw new InvalidArgumentError(`Give a whole number${rangeText(range)}.`)
    return value
  }
}

/** Reads a decimal number in a range. */
export function decimalNumber(range: Range = {}): (text: string) => number {
  return text => {
    const value = Number(text)
    if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) || !isWithin(value, range))
      throw new InvalidArgumentError(`Give a number${rangeText(range)}.`)
    return value
  }
}

/** Gathers a flag that may be given several times. */
export function collectTexts(text: string, before: readonly string[] = []): string[] {
  return [...before, text]
}

/**
 * Reads a day or an instant as ISO 8601 UTC. A day alone is a local one: its first moment, or with `end` the first
 * moment of the next day.
 */
export function instant(end: boolean): (text: string) => string {
  return text => {
    const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
    const date = day ? localDay(Number(day[1]), Number(day[2]), Number(day[3]), end) : new Date(text)
    if (date === null || Number.isNaN(date.getTime()) || !/^\d{4}-/.test(text))
      throw new InvalidArgumentError('Give a day as in 2026-11-25 or an instant as in 2026-11-25T10:00:00Z.')
    return date.toISOString()
  }
}

function localDay(year: number, month: number, day: number, end: boolean): Date | null {
  const first = new Date(year, month - 1, day)
  if (first.getMonth() !== month - 1) return null
  return end ? new Date(year, month - 1, day + 1) : first
}

function isWithin(value: number, { min = -Infinity, max = Infinity }: Range): boolean {
  return value >= min && value <= max
}

function rangeText({ min, max }: Range): string {
  if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`
  if (min !== undefined) return `, at least ${min}`
  return max === undefined ? '' : `, at most ${max}`
}
