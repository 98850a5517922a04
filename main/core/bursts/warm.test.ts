import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Plan } from '../../../common/bursts/plan.ts'
import { listCharges } from '../storage/ledger-store.ts'
import type { BurstService } from './service.ts'
import { createBurstWorld, ended, eventTypes, orderOf, type BurstWorld } from './testing/burst-world.ts'
import { planOf } from './testing/plans.ts'
import { warmOffers } from './warm-offers.ts'

const PICTURES = 6
const WARM: Partial<Plan> = { strategy: 'warm', warmSeconds: 1200 }

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

/** A plan that takes over what the first burst keeps, and else rents. */
function takingOver(more: Partial<Plan> = {}): Partial<Plan> {
  const { offers } = planOf()
  const [first] = offers
  const takes = { burstId: 'burst-1', lane: 0 }
  return { ...WARM, offers: first ? [{ ...first, takes }, ...offers] : offers, ...more }
}

const order = (plan: Partial<Plan>, out: string) => ({ ...orderOf(PICTURES, plan), out })

async function keptWarm(service: BurstService): Promise<void> {
  const kept = world.until(service, state => state.lanes.some(({ warmUntil }) => warmUntil !== null))
  await service.start(order(WARM, '/first'))
  await kept
}

function costsOf(...ids: string[]): number[] {
  const charges = listCharges(world.db, { from: 0, to: Number.MAX_SAFE_INTEGER })
  return ids.map(id => charges.filter(({ burstId }) => burstId === id).reduce((sum, { cost }) => sum + cost.micros, 0))
}

describe('an instance that is kept for the next burst', () => {
  test('waits when everything is at home, and ends by itself when nobody wants it', async () => {
    const service = world.begin()
    await keptWarm(service)
    expect(service.show('burst-1')).toMatchObject({ state: 'keeping-warm', images: { collected: PICTURES } })
    expect(world.cloud.running()).toHaveLength(1)
    const burst = await ended(service)
    expect(burst).toMatchObject({ state: 'completed' })
    // The time that it waited is paid, and is not more than was said.
    expect(burst.seconds.billed).toBeGreaterThan(1200)
    expect(world.cloud.running()).toEqual([])
  })

  test.each(['finish', 'cancel'] as const)('ends at once when somebody asks to %s', async wish => {
    const service = world.begin()
    await keptWarm(service)
    await service[wish]('burst-1')
    const burst = await ended(service)
    expect(burst).toMatchObject({ state: 'completed', images: { collected: PICTURES } })
    expect(burst.seconds.billed).toBeLessThan(1200)
  })

  test('is taken over: nothing is booted, each burst pays its part, and the parts are the bill', async () => {
    const service = world.begin()
    await keptWarm(service)
    await service.start(order(takingOver({ warmSeconds: 0 }), '/second'))
    expect(await ended(service, 'burst-2')).toMatchObject({ state: 'completed', images: { collected: PICTURES } })
    expect(service.show('burst-1')).toMatchObject({ state: 'completed', lanes: [{ state: 'handed' }] })
    expect(world.cloud.creates()).toBe(1)
    expect(eventTypes(world, 'burst-2')).not.toContain('lane.intended')
    const [bill] = [...world.cloud.invoices().values()]
    const parts = costsOf('burst-1', 'burst-2')
    expect(parts.every(micros => micros > 0)).toBe(true)
    expect(parts.reduce((sum, micros) => sum + micros, 0)).toBe(bill?.micros)
    expect([...world.disk.keyed]).toEqual([])
  })

  test('may be handed on again and again', async () => {
    const service = world.begin()
    await keptWarm(service)
    await service.start(order(takingOver(), '/second'))
    await world.until(service, state => state.id === 'burst-2' && state.lanes.some(lane => lane.warmUntil !== null))
    const next = takingOver({ warmSeconds: 0 }).offers?.map(offer =>
      offer.takes ? { ...offer, takes: { burstId: 'burst-2', lane: 0 } } : offer,
    )
    await service.start(order({ ...takingOver({ warmSeconds: 0 }), ...(next ? { offers: next } : {}) }, '/third'))
    expect(await ended(service, 'burst-3')).toMatchObject({ state: 'completed' })
    expect(world.cloud.creates()).toBe(1)
    const [bill] = [...world.cloud.invoices().values()]
    expect(costsOf('burst-1', 'burst-2', 'burst-3').reduce((sum, micros) => sum + micros, 0)).toBe(bill?.micros)
  })

  test('that is gone by then is replaced by a new one', async () => {
    const service = world.begin()
    await keptWarm(service)
    await service.finish('burst-1')
    await ended(service)
    await service.start(order(takingOver({ warmSeconds: 0 }), '/second'))
    expect(await ended(service, 'burst-2')).toMatchObject({ state: 'completed', images: { collected: PICTURES } })
    expect(world.cloud.creates()).toBe(2)
  })

  test('is had by one burst alone, also where that one wants two lanes', async () => {
    const service = world.begin()
    await keptWarm(service)
    await service.start(order(takingOver({ warmSeconds: 0, lanes: 2 }), '/second'))
    await service.start(order(takingOver({ warmSeconds: 0 }), '/third'))
    expect(await ended(service, 'burst-2')).toMatchObject({ state: 'completed' })
    expect(await ended(service, 'burst-3')).toMatchObject({ state: 'completed' })
    expect(eventTypes(world, 'burst-2').filter(type => type === 'lane.taken')).toHaveLength(1)
    expect(eventTypes(world, 'burst-3')).not.toContain('lane.taken')
    expect(world.cloud.running()).toEqual([])
  })

  test.each(['lane.kept-warm', 'lane.handed', 'lane.taken'].flatMap(type => [`${type}:before`, `${type}:after`]))(
    'survives a crash at %s',
    async point => {
      let isDead = false
      const { promise: crashed, resolve } = Promise.withResolvers<void>()
      const first = world.begin(passing => {
        isDead ||= passing === `event.${point}`
        if (!isDead) return
        resolve()
        throw new Error('dead')
      })
      const kept = world.until(first, state => state.lanes.some(({ warmUntil }) => warmUntil !== null))
      await first.start(order(WARM, '/first'))
      await Promise.race([kept, crashed])
      if (!isDead) await first.start(order(takingOver(), '/second')).catch(() => undefined)
      await crashed
      await first.stop()

      const again = world.begin()
      await again.recover()
      if (again.list().length === 1) await again.start(order(takingOver(), '/second'))
      await again.whenIdle(AbortSignal.timeout(10_000))
      expect(again.list().map(({ state, images }) => [state, images.collected])).toEqual([
        ['completed', PICTURES],
        ['completed', PICTURES],
      ])
      expect(world.cloud.running()).toEqual([])
      expect(world.cloud.creates()).toBe(1)
      expect([...world.disk.keyed]).toEqual([])
    },
  )
})

test('what is kept is offered before all others, to whoever wants as much privacy', async () => {
  const service = world.begin()
  await keptWarm(service)
  const asked = { providers: new Set(['fake']), isPrivate: false, now: world.clock.now() }
  expect(warmOffers(service.unfinished(), asked)).toMatchObject([
    { id: 'first', takes: { burstId: 'burst-1', lane: 0 } },
  ])
  expect(warmOffers(service.unfinished(), { ...asked, isPrivate: true })).toEqual([])
  expect(warmOffers(service.unfinished(), { ...asked, providers: new Set(['ovh']) })).toEqual([])
  expect(warmOffers(service.unfinished(), { ...asked, now: asked.now + 1_300_000 })).toEqual([])
})
