import { expect, test } from 'vitest'
import { startWait, type Clocks } from './patience.ts'

/** A provider's clock that runs `speed` times as fast as this computer's, both moved by hand. */
function clocks(speed: number) {
  let wall = 0
  const clock = { now: () => wall * speed }
  const context: Clocks = { provider: { facts: { clock } }, wallNow: () => wall }
  return { context, pass: (realMs: number) => void (wall += realMs) }
}

const PATIENCE = { ms: 600_000, realMs: 30_000 }

test('is over when it took too long on the provider clock', () => {
  const { context, pass } = clocks(1)
  const wait = startWait(context, PATIENCE)
  for (let minute = 0; minute < 10; minute += 1) {
    pass(60_000)
    expect(wait.isOver()).toBe(false)
  }
  pass(1)
  expect(wait.isOver()).toBe(true)
})

test('but not before some real time has passed, however fast the clock runs', () => {
  const { context, pass } = clocks(10_000)
  const wait = startWait(context, PATIENCE)
  pass(29_000)
  expect(wait.isOver()).toBe(false)
  pass(2_000)
  expect(wait.isOver()).toBe(true)
})

test('a night in which this computer slept does not count', () => {
  const { context, pass } = clocks(1)
  const wait = startWait(context, PATIENCE)
  pass(8 * 3_600_000)
  expect(wait.isOver()).toBe(false)
  pass(60_000)
  expect(wait.isOver()).toBe(false)
})
