import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBurstWorld, ended, orderOf, type BurstWorld } from './testing/burst-world.ts'
import { planOf } from './testing/plans.ts'

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

const order = () => {
  const offers = planOf().offers.map(offer => ({ ...offer, volume: 'v-1' }))
  return { ...orderOf(6, { strategy: 'volume', offers, spareLanes: 0 }), out: '/out' }
}

test('an instance is given its volume once it runs, and again by whoever drives the burst next', async () => {
  const first = world.begin()
  const running = world.until(first, state => state.lanes.some(({ marks }) => marks.ready !== null))
  await first.start(order())
  await running
  await first.stop()
  const [id] = world.cloud.running()
  expect(world.cloud.attached).toEqual([`v-1 ${id}`])
  const second = world.begin()
  await second.recover()
  expect(await ended(second)).toMatchObject({ state: 'completed', images: { collected: 6 } })
  expect(world.cloud.attached).toEqual([`v-1 ${id}`, `v-1 ${id}`])
})

test('a volume that the instance before still has is waited for', async () => {
  world.cloud.volumeBusyUntil = world.clock.now() + 5 * 60_000
  const service = world.begin()
  await service.start(order())
  expect(await ended(service)).toMatchObject({ state: 'completed' })
  expect(world.cloud.attached).toHaveLength(1)
})

test('one that cannot be had ends the instance, and says why', async () => {
  world.cloud.volumeBusyUntil = Infinity
  const service = world.begin()
  await service.start(order())
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'failed', images: { collected: 0 } })
  expect(burst.message).toContain('it could not be given its model volume: it is attached to another one')
  expect(burst.seconds.billed).toBeLessThan(15 * 60)
  expect(world.cloud.running()).toEqual([])
})
