import { expect, it } from 'vitest'
import { createVirtualClock } from '../../bursts/testing/virtual-clock.ts'
import { createPacer } from './pacing.ts'

const never = new AbortController().signal
const SECOND = [{ family: 'all', intervalMs: 1000 }]

it('keeps calls of a family apart, and others as they come', async () => {
  const clock = createVirtualClock(0)
  const pacer = createPacer(clock)
  const left: [string, number][] = []
  const call = async (name: string, family: string, intervalMs: number) => {
    await pacer.turn([{ family, intervalMs }], false, never)
    left.push([name, clock.now()])
  }
  await Promise.all([call('a', 'all', 1000), call('b', 'all', 1000), call('c', 'all', 1000), call('x', 'other', 5000)])
  expect(left.filter(([name]) => name !== 'x').map(([, at]) => at)).toEqual([0, 1000, 2000])
  expect(left).toContainEqual(['x', 0])
  clock.stop()
})

it('an order to end goes before what waits', async () => {
  const clock = createVirtualClock(0)
  const pacer = createPacer(clock)
  const left: string[] = []
  const call = async (name: string, isUrgent: boolean) => {
    await pacer.turn(SECOND, isUrgent, never)
    left.push(name)
  }
  const calls = [call('first', false), call('second', false), call('third', false), call('end', true)]
  await Promise.all(calls)
  expect(left[0]).toBe('first')
  expect(left[1]).toBe('end')
  clock.stop()
})

it('orders to end leave at once where calls are counted by the minute, and no more than that', async () => {
  const clock = createVirtualClock(0)
  const pacer = createPacer(clock)
  const counted = [{ family: 'all', intervalMs: 1000, urgentAtOnce: 3 }]
  await pacer.turn(counted, false, never)
  const ends: number[] = []
  const end = async () => {
    await pacer.turn(counted, true, never)
    ends.push(clock.now())
  }
  await Promise.all([end(), end(), end(), end()])
  expect(ends).toEqual([0, 0, 0, 1000])
  // What ends nothing keeps its distance all the same.
  await pacer.turn(counted, false, never)
  expect(clock.now()).toBe(2000)
  clock.stop()
})

it('a long pause of one family holds nothing else up', async () => {
  const clock = createVirtualClock(0)
  const pacer = createPacer(clock)
  const launch = [{ family: 'launch', intervalMs: 12_000 }, ...SECOND]
  await pacer.turn(launch, false, never)
  const times: Record<string, number> = {}
  const call = async (name: string, paces: typeof launch, isUrgent: boolean) => {
    await pacer.turn(paces, isUrgent, never)
    times[name] = clock.now()
  }
  await Promise.all([call('launch', launch, false), call('list', SECOND, false), call('end', SECOND, true)])
  expect(times['end']).toBeLessThan(2000)
  expect(times['list']).toBeLessThan(4000)
  expect(times['launch']).toBeGreaterThanOrEqual(12_000)
  clock.stop()
})

it('gives up with the one who asked', async () => {
  const clock = createVirtualClock(0)
  const pacer = createPacer(clock)
  await pacer.turn(SECOND, false, never)
  const gone = new AbortController()
  const waiting = pacer.turn(SECOND, true, gone.signal)
  gone.abort(new Error('nobody waits'))
  await expect(waiting).rejects.toThrow('nobody waits')
  await pacer.turn(SECOND, false, never)
  expect(clock.now()).toBe(1000)
  clock.stop()
})
