import { describe, expect, it } from 'vitest'
import { paceOf, withSample, type Sample } from './pace.ts'

const unknown = { perMinute: null, secondsLeft: null, range: null }

/** One sample a second, at which so many pictures are home. */
function seen(seconds: number, collected: (second: number) => number): readonly Sample[] {
  let samples: readonly Sample[] = []
  for (let second = 0; second <= seconds; second++)
    samples = withSample(samples, { atMs: second * 1000, collected: collected(second) })
  return samples
}

describe('pace', () => {
  it('is unknown until pictures come home, and never zero', () => {
    expect(paceOf([], 20)).toEqual(unknown)
    expect(paceOf([{ atMs: 0, collected: 0 }], 20)).toEqual(unknown)
    expect(
      paceOf(
        seen(9, () => 4),
        20,
      ),
    ).toEqual(unknown)
  })

  it('is that of the last minute', () => {
    const samples = seen(120, second => Math.max(0, second - 60))
    expect(samples.length).toBeLessThan(63)
    expect(paceOf(samples, 30)).toEqual({ perMinute: 60, secondsLeft: 30, range: { low: 30, high: 30 } })
  })

  it('says how far it could be off where the minute was not steady', () => {
    const { secondsLeft, range } = paceOf(
      seen(60, second => (second <= 20 ? second : 20 + Math.floor((second - 20) / 2))),
      60,
    )
    expect(secondsLeft).toBeCloseTo(90)
    expect([range?.low, range?.high]).toEqual([60, 120])
  })

  it('says no range where a part of the minute saw hardly a picture', () => {
    const samples = seen(60, second => (second < 40 ? 0 : second - 39))
    expect(paceOf(samples, 10).range).toBeNull()
  })
})
