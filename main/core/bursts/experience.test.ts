import { afterEach, beforeEach, expect, test } from 'vitest'
import { workOf } from '../../../common/pricing/work.ts'
import { readAccuracy, readObservations } from '../storage/experience-store.ts'
import { createBurstWorld, ended, orderOf, type BurstWorld } from './testing/burst-world.ts'
import { JOB } from './testing/plans.ts'

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

test('a burst that ended is remembered by what its lane took, and by how far its estimate was off', async () => {
  const service = world.begin()
  await service.start(orderOf(12))
  const burst = await ended(service)
  const [seen, ...others] = readObservations(world.db)
  expect(others).toEqual([])
  expect(seen).toMatchObject({ simulated: true, images: 12, work: workOf(JOB.config) })
  if (!seen) throw new Error('nothing was learnt')
  // The parts and the pictures are the life of the instance.
  const parts = seen.provision + seen.setup + seen.upload + 12 * seen.secondsPerImage + seen.tail + seen.teardown
  const state = world.store.load(burst.id)
  const marks = state?.lanes[0]?.marks
  expect(Math.abs(parts - ((marks?.gone ?? 0) - (marks?.intended ?? 0)) / 1000)).toBeLessThan(2)
  expect(readAccuracy(world.db, true)).toMatchObject({ bursts: 1 })
  expect(readAccuracy(world.db, false)).toBeNull()
})

test('a burst of too few pictures shows nothing of their pace', async () => {
  const service = world.begin()
  await service.start(orderOf(2))
  await ended(service)
  expect(readObservations(world.db)).toEqual([])
  expect(readAccuracy(world.db, true)?.bursts).toBe(1)
})

test('one that waited for somebody to look teaches nothing of the pace', async () => {
  const service = world.begin()
  const asked = world.until(service, state => state.look === 'asked')
  await service.start(orderOf(20, { canarySeconds: 600 }))
  await asked
  await service.approve('burst-1')
  await ended(service)
  expect(readObservations(world.db)).toEqual([])
})

test('what was cancelled was not estimated, and shows what it came to', async () => {
  const service = world.begin()
  const underWay = world.until(service, state => state.items.counts.made + state.items.counts.released > 6)
  await service.start(orderOf(40))
  await underWay
  await service.cancel('burst-1')
  await ended(service)
  expect(readAccuracy(world.db, true)).toBeNull()
  expect(readObservations(world.db)).toMatchObject([{ work: workOf(JOB.config) }])
})
