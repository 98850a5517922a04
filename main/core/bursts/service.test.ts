import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBurstWorld, ended, eventTypes, madeTwice, orderOf, type BurstWorld } from './testing/burst-world.ts'

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

/** What every burst must leave behind, however it went. */
function expectNothingLeft(): void {
  expect(world.cloud.running()).toEqual([])
  expect([...world.disk.keyed]).toEqual([])
}

function pictures(): string[] {
  return [...world.disk.contents.keys()].filter(file => file.endsWith('.png'))
}

test('makes every picture once, brings all home, ends the instance, and leaves its records', async () => {
  const service = world.begin()
  expect(await service.start(orderOf(12))).toMatchObject({ id: 'burst-1', state: 'provisioning' })
  const burst = await ended(service)
  expect(burst).toMatchObject({
    state: 'completed',
    images: { requested: 12, collected: 12, failed: 0 },
    lanes: [{ images: 12, confirmedGone: true }],
  })
  expect(pictures()).toHaveLength(12)
  expect(madeTwice(world)).toEqual([])
  expectNothingLeft()
  expect(world.said).toEqual([])
})
