import { afterEach, beforeEach, expect, test } from 'vitest'
import { createBurstWorld, ended, eventTypes, orderOf, type BurstWorld } from '../bursts/testing/burst-world.ts'
import { checkAudit, readAudit } from '../storage/audit-store.ts'

let world: BurstWorld
beforeEach(() => (world = createBurstWorld()))
afterEach(async () => await world.end())

test('a burst leaves a trail of everything that cost, ended, moved or was deleted', async () => {
  const service = world.begin()
  await service.start(orderOf(12))
  await ended(service)
  const lines = readAudit(world.db, { since: 0, limit: 1000 })
  const actions = lines.map(({ action }) => action)
  const order = ['burst started', 'create', 'created', 'meter started', 'job sent', 'terminate', 'seen gone']
  expect(actions.filter(action => order.includes(action))).toEqual(order)
  expect(lines[0]).toMatchObject({ actor: 'user', target: 'burst-1', detail: { items: 12 } })
  const counted = (action: string) =>
    lines.filter(line => line.action === action).reduce((sum, { detail }) => sum + Number(detail['count']), 0)
  const released = eventTypes(world).filter(type => type === 'item.released').length
  expect([counted('pictures brought home'), counted('pictures deleted on the instance')]).toEqual([12, released])
  expect(released).toBeGreaterThan(9)
  expect(checkAudit(world.db)).toMatchObject({ ok: true, brokenAt: null })
})

test('says who wanted it: the user, or a rule', async () => {
  const service = world.begin()
  await service.start(
    orderOf(500, { maxCost: { micros: 500_000, currency: 'EUR', taxIncluded: true, simulated: true } }),
  )
  await ended(service)
  await service.resume('burst-1')
  await service.cancel('burst-1')
  await ended(service)
  const asked = readAudit(world.db, { since: 0, limit: 1000 }).filter(({ target }) => target === 'burst-1')
  expect(asked.map(({ actor, action }) => `${actor}: ${action}`)).toEqual([
    'user: burst started',
    'budget: burst finished early',
    'user: burst resumed',
    'user: burst cancelled',
  ])
})
