import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LaneMarks } from '../bursts/state.ts'
import { splitOf } from './split.ts'

const MARKS: LaneMarks = {
  intended: 0,
  running: 90_000,
  ready: 120_000,
  model: null,
  delivered: 125_000,
  firstMade: 131_000,
  lastMade: 305_000,
  lastVerified: 306_000,
  closing: 308_000,
  gone: null,
}
const gpu = (busyMs: number) => ({ busyMs, pictures: 30, firstEnd: 0, lastEnd: 0 })

describe('what billed seconds went to', () => {
  test('is told stretch by stretch', () => {
    expect(splitOf({ marks: MARKS, gpu: gpu(174_000) }, 240, 330_000)).toEqual({
      boot: 0,
      'set-up': 30,
      'models and job': 5,
      generation: 174,
      idle: 6,
      tail: 3,
      teardown: 22,
      rounding: 0,
    })
  })

  test('a seller that counts from the create bills the boot, and one with long steps the rounding', () => {
    expect(splitOf({ marks: MARKS, gpu: gpu(174_000) }, 3600, 330_000)).toMatchObject({ boot: 90, rounding: 3270 })
  })

  test('what was not reached belongs to what was going on', () => {
    const marks = { ...MARKS, ready: null, delivered: null, firstMade: null, lastMade: null, closing: 200_000 }
    expect(splitOf({ marks, gpu: gpu(0) }, 130, 220_000)).toMatchObject({ 'set-up': 110, teardown: 20, idle: 0 })
    const idle = { ...MARKS, firstMade: null, lastMade: null }
    expect(splitOf({ marks: idle, gpu: gpu(0) }, 240, 330_000)).toMatchObject({ generation: 0, idle: 183 })
  })

  test('adds up to what is billed, whatever the marks', () => {
    const mark = fc.option(fc.nat(500_000))
    fc.assert(
      fc.property(
        fc.record({ running: mark, ready: mark, delivered: mark, lastMade: mark, closing: mark }),
        fc.nat(400_000),
        fc.integer({ min: 0, max: 4_000_000 }),
        fc.nat(600_000),
        (some, busyMs, billedMs, until) => {
          const split = splitOf({ marks: { ...MARKS, ...some }, gpu: gpu(busyMs) }, billedMs / 1000, until)
          const sum = Object.values(split).reduce((total, seconds) => total + Math.round(seconds * 1000), 0)
          expect(sum).toBe(billedMs)
          expect(Math.min(...Object.values(split))).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })
})
