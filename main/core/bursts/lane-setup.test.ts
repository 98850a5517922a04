import { afterEach, beforeEach, expect, test } from 'vitest'
import { SETUP_STATE_FILE } from './lane-setup.ts'
import { createBurstWorld, ended, orderOf, type BurstWorld } from './testing/burst-world.ts'

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

/** What its set-up says, from before anybody is connected. */
async function begunWith(said: string) {
  const service = world.begin()
  const created = world.until(service, state => state.lanes.some(({ phase }) => phase.kind === 'booting'))
  await service.start({ ...orderOf(3, { spareLanes: 0 }), out: '/out' })
  await created
  for (const id of world.cloud.running()) world.cloud.machine(id).files.set(SETUP_STATE_FILE, Buffer.from(said))
  return service
}

test('an instance whose set-up failed ends at once, in the words of the set-up', async () => {
  const burst = await ended(await begunWith('failed: the driver is too old\n'))
  expect(burst).toMatchObject({ state: 'failed', images: { collected: 0 } })
  expect(burst.message).toContain('its set-up failed: the driver is too old')
  expect(world.cloud.running()).toEqual([])
})

test('one that is still at it is waited for', async () => {
  expect(await ended(await begunWith('NVIDIA driver\n'))).toMatchObject({
    state: 'completed',
    images: { collected: 3 },
  })
})
