import { expect, test } from 'vitest'
import { createLineRate } from './line-rate.ts'

function measured() {
  let at = 0
  const rate = createLineRate(() => at)
  return { rate, pass: (ms: number) => (at += ms) }
}

test('counts the time in which something is under way, and no other', () => {
  const { rate, pass } = measured()
  expect(rate.bytesPerSecond()).toBeNull()
  rate.begin()
  pass(1000)
  rate.arrived(500)
  pass(1000)
  rate.arrived(500)
  rate.rest()
  pass(60_000)
  rate.begin()
  pass(1000)
  rate.arrived(500)
  expect(rate.bytesPerSecond()).toBe(500)
})

test('follows a line that becomes slower or faster within seconds', () => {
  const { rate, pass } = measured()
  rate.begin()
  for (const bytes of [1000, 100, 10_000])
    for (let second = 0; second < 30; second += 1) {
      pass(1000)
      rate.arrived(bytes)
      if (second === 29) expect(Math.abs((rate.bytesPerSecond() ?? 0) / bytes - 1)).toBeLessThan(0.05)
    }
})
