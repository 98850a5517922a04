import { describe, expect, test } from 'vitest'
import { createLineLimit, NO_LIMIT } from './line-limit.ts'

const never = new AbortController().signal

/** A clock that only waiting moves on. */
function limited(bytesPerSecond: () => number) {
  let at = 0
  const waits: number[] = []
  const limit = createLineLimit({
    bytesPerSecond,
    now: () => at,
    rest: async (ms, signal) => {
      signal.throwIfAborted()
      waits.push(ms)
      const until = at + ms
      await Promise.resolve()
      at = Math.max(at, until)
    },
  })
  return { limit, waits, at: () => at, pass: (ms: number) => (at += ms) }
}

describe('a limit of the line', () => {
  test('spreads what is taken over time', async () => {
    const { limit, at } = limited(() => 1000)
    for (let taken = 0; taken < 10; taken += 1) await limit.take(500, never)
    // The last one waits for those before it, not for itself.
    expect(at()).toBe(4500)
  })

  test('is shared: two who take at once get half of it each', async () => {
    const { limit, waits } = limited(() => 1000)
    await Promise.all([limit.take(1000, never), limit.take(1000, never), limit.take(1000, never)])
    expect(waits).toEqual([1000, 2000])
  })

  test('saves nothing up: after a pause it is what it was', async () => {
    const { limit, waits, pass } = limited(() => 1000)
    await limit.take(1000, never)
    pass(60_000)
    await limit.take(1000, never)
    await limit.take(1000, never)
    expect(waits).toEqual([1000])
  })

  test('counts from the moment on when it is changed, and 0 is none', async () => {
    let rate = 1000
    const { limit, at } = limited(() => rate)
    await limit.take(1000, never)
    await limit.take(1000, never)
    rate = 0
    for (let taken = 0; taken < 10; taken += 1) await limit.take(1e9, never)
    expect(at()).toBe(1000)
    await NO_LIMIT.take(1e12, never)
  })

  test('is not waited for by who leaves', async () => {
    const { limit } = limited(() => 1000)
    await limit.take(1000, never)
    await expect(limit.take(1000, AbortSignal.abort(new Error('left')))).rejects.toThrow('left')
  })
})
