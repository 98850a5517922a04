import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstService } from './service.ts'
import { createBurstWorld, ended, eventTypes, orderOf, type BurstWorld } from './testing/burst-world.ts'

const PICTURES = 12

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

async function askedFor(service: BurstService, lanes = 1): Promise<void> {
  const asked = world.until(service, state => state.look === 'asked')
  await service.start({ ...orderOf(PICTURES, { canarySeconds: 600, lanes }), out: '/out' })
  await asked
}

test('one picture is made on one instance, and nothing more before somebody has looked', async () => {
  const service = world.begin()
  await askedFor(service, 3)
  expect(service.show('burst-1')).toMatchObject({
    images: { collected: 1 },
    asksForLook: true,
    waiting: 'waits for you to look at the first picture',
  })
  expect([world.cloud.made.size, world.cloud.running().length]).toEqual([1, 1])
  expect(service.show('burst-1').finishesIn).toBeCloseTo(600, -1)

  await service.approve('burst-1')
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'completed', images: { collected: PICTURES } })
  expect(burst.asksForLook).toBeUndefined()
  expect(burst.lanes).toHaveLength(3)
  expect(world.cloud.creates()).toBe(3)
})

test('one that is found bad costs one picture, and its instance is gone', async () => {
  const service = world.begin()
  await askedFor(service)
  await service.cancel('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'cancelled', images: { collected: 1 } })
  expect([world.cloud.made.size, world.cloud.running()]).toEqual([1, []])
})

test('without an answer it finishes in time, and taking it up again is the answer', async () => {
  const service = world.begin()
  await askedFor(service)
  const unanswered = await ended(service)
  expect(unanswered).toMatchObject({ state: 'finished', images: { collected: 1 } })
  expect(unanswered.seconds.billed).toBeLessThan(1200)
  await service.resume('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: PICTURES } })
  expect(eventTypes(world, 'burst-1').filter(type => type === 'burst.look-asked')).toHaveLength(1)
})

test('a first picture that cannot be made is asked about too', async () => {
  world.cloud.mood.failing.set(1000, 3)
  const service = world.begin()
  await askedFor(service)
  expect(service.show('burst-1')).toMatchObject({ images: { collected: 0, failed: 1 }, asksForLook: true })
  await service.approve('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'incomplete', images: { collected: PICTURES - 1, failed: 1 } })
})

test('a burst of one picture asks nobody, and an answer that nobody asked for changes nothing', async () => {
  const service = world.begin()
  await service.start({ ...orderOf(1, { canarySeconds: 600 }), out: '/out' })
  await service.approve('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: 1 } })
  expect(eventTypes(world, 'burst-1')).not.toContain('burst.look-asked')
})
