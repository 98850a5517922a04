import { describe, expect, test } from 'vitest'
import { createCloudClock } from './cloud-clock.ts'

const HOUR = 3_600_000
const NOON = Date.UTC(2026, 9, 25, 12)

/** A computer whose clock may be set, and which may sleep; the world outside goes on as it does. */
function computer() {
  let world = NOON
  let steady = 0
  let set = 0
  const clock = createCloudClock(
    () => world + set,
    () => steady,
  )
  return {
    clock,
    late: () => clock.now() - world,
    pass: (ms: number) => {
      world += ms
      steady += ms
    },
    sleep: (ms: number) => (world += ms),
    jump: (ms: number) => (set += ms),
    hear: (ms = 0) => clock.heard(Math.floor((world + ms) / 1000) * 1000),
  }
}

describe('the time of the clouds', () => {
  test.each([24 * HOUR, -24 * HOUR, HOUR, -HOUR])('does not care that this clock is set %i ms on', ms => {
    const { late, pass, jump, hear } = computer()
    pass(10_000)
    jump(ms)
    pass(10_000)
    expect(late()).toBe(0)
    hear()
    expect(late()).toBe(0)
  })

  test('stands still while the computer sleeps, and is right after the first answer', () => {
    const { late, sleep, pass, hear } = computer()
    sleep(8 * HOUR)
    // Rather too early than too late: nothing is ended for a time that may not have passed.
    expect(late()).toBe(-8 * HOUR)
    pass(500)
    hear()
    expect(Math.abs(late())).toBeLessThan(1000)
  })

  test('a computer whose clock was wrong from the start is put right by the first answer', () => {
    let steady = 0
    const clock = createCloudClock(
      () => NOON - 24 * HOUR,
      () => steady,
    )
    clock.heard(NOON)
    steady += 5000
    expect(clock.now()).toBe(NOON + 5000)
  })

  test('does not follow the whole seconds of headers, nor what is no time of day', () => {
    const { clock, late, pass, hear } = computer()
    for (const ms of [0, -900, 1500]) hear(ms)
    clock.heard(0)
    clock.heard(Number.NaN)
    pass(1234)
    expect(late()).toBe(0)
  })
})
