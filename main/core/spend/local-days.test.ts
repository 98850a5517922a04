import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dayName, dayStart, monthName, monthStart } from './local-days.ts'

const HOUR = 3_600_000
let zone: string | undefined

beforeEach(() => {
  zone = process.env['TZ']
  process.env['TZ'] = 'Europe/Paris'
})
afterEach(() => {
  if (zone === undefined) delete process.env['TZ']
  else process.env['TZ'] = zone
})

describe('a day where the clock is put forward or back', () => {
  test.each([
    ['forward, and has 23 hours', '2026-03-28T23:00:00Z', 23],
    ['back, and has 25 hours', '2026-10-24T22:00:00Z', 25],
  ])('is put %s', (_, midnight, hours) => {
    const from = Date.parse(midnight)
    const name = dayName(from)
    for (let hour = 0; hour < hours; hour += 1) {
      expect(dayStart(from + hour * HOUR)).toBe(from)
      expect(dayName(from + hour * HOUR)).toBe(name)
    }
    expect(dayStart(from + hours * HOUR)).toBe(from + hours * HOUR)
    expect(dayName(from - 1)).not.toBe(name)
  })

  test('a month begins at its own midnight, in summer as in winter', () => {
    expect(monthStart(Date.parse('2026-07-15T10:00:00Z'))).toBe(Date.parse('2026-06-30T22:00:00Z'))
    expect(monthStart(Date.parse('2026-11-26T10:00:00Z'))).toBe(Date.parse('2026-10-31T23:00:00Z'))
    // An hour before midnight in London is another month here.
    expect(monthName(Date.parse('2026-06-30T22:30:00Z'))).toBe('2026-07')
  })
})
