import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { isSlowHost } from '../storage/slow-hosts.ts'
import { createBurstWorld, ended, eventTypes, madeTwice, orderOf, type BurstWorld } from './testing/burst-world.ts'
import { PRICE, planOf } from './testing/plans.ts'

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

test('records are readable: an ongoing manifest from the start, at the end manifest and receipt that agree', async () => {
  const service = world.begin()
  await service.start(orderOf(3))
  expect(record('manifest.json')).toMatchObject({ status: 'ongoing', images: [] })
  const burst = await ended(service)
  expect(record('manifest.json')).toMatchObject({
    status: 'completed',
    snapshot: { generation_params: { num_images: 3 }, variations: { View: { count: 3 } } },
    images: [{ filename: 'view_0.png', seed: 1000, negative_prompt: 'blurry' }, {}, {}],
  })
  const { cost, seconds, gpuUtilisation, endedAt } = burst
  expect(record('receipt.json')).toMatchObject({ outcome: 'completed', cost, seconds, gpuUtilisation, endedAt })
  expect(service.show('burst')).toEqual(burst)
  await service.stop()
  expect(world.begin().show('burst-1')).toEqual(burst)
})

test('on a metered line pictures wait while others are made, then a grace, and come home all the same', async () => {
  world.line.isMetered = true
  const service = world.begin()
  const waits = world.until(service, state => state.waiting !== null && state.items.counts.made === 4)
  await service.start(orderOf(4, { graceSeconds: 600 }))
  await waits
  expect(pictures()).toEqual([])
  expect(service.show('burst-1').waiting).toContain('metered')
  const burst = await ended(service)
  expect(burst.images.collected).toBe(4)
  expect(burst.seconds.collectTail).toBeGreaterThanOrEqual(600)
  expect(burst.seconds.collectTail).toBeLessThan(660)
})

test('nobody goes on saying that the line is metered when another engine takes up a burst on a line that is not', async () => {
  world.line.isMetered = true
  const first = world.begin()
  const waits = world.until(first, state => state.waiting !== null && state.items.counts.made === 4)
  await first.start(orderOf(4, { graceSeconds: 3600 }))
  await waits
  await first.stop()
  world.line.isMetered = false
  const second = world.begin()
  const isHome = world.until(second, state => state.items.counts.verified > 0)
  await second.recover()
  await isHome
  expect(second.show('burst-1').waiting).toBeNull()
  expect((await ended(second)).images.collected).toBe(4)
})

test('a line that is metered no more brings home at once what waits', async () => {
  world.line.isMetered = true
  const service = world.begin()
  const waits = world.until(service, state => state.waiting !== null && state.items.counts.made === 4)
  await service.start(orderOf(4, { graceSeconds: 3600 }))
  await waits
  world.line.isMetered = false
  const burst = await ended(service)
  expect(burst.images.collected).toBe(4)
  expect(burst.seconds.collectTail).toBeLessThan(60)
  expect(burst.waiting).toBeNull()
})

test('two instances share the work, and both end', async () => {
  const service = world.begin()
  await service.start(orderOf(40, { lanes: 2 }))
  const burst = await ended(service)
  expect(burst.lanes.map(({ images }) => images)).toEqual([20, 20])
  expect(madeTwice(world)).toEqual([])
  expectNothingLeft()
})

test('an offer that is sold out is passed over; when all are, the burst says so', async () => {
  world.cloud.faults.push('no-stock')
  const service = world.begin()
  await service.start(orderOf(2))
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{ state: 'rejected' }, { images: 2 }] })
  world.cloud.faults.push('no-stock', 'no-stock')
  await service.start(orderOf(2))
  expect(await ended(service, 'burst-2')).toMatchObject({ state: 'failed', message: 'second is sold out' })
  expectNothingLeft()
})

test('a provider that is asked too often is asked again later', async () => {
  world.cloud.faults.push('rate-limited', 'rate-limited')
  const service = world.begin()
  await service.start(orderOf(2))
  expect(await ended(service)).toMatchObject({ state: 'completed' })
  expect(world.cloud.creates()).toBe(3)
})

test('a create whose answer was lost is found, and not sent again', async () => {
  world.cloud.faults.push('lost-create')
  const service = world.begin()
  await service.start(orderOf(2))
  expect(await ended(service)).toMatchObject({ state: 'completed' })
  expect(world.cloud.creates()).toBe(1)
  expect(eventTypes(world)).toContain('lane.unknown')
  expectNothingLeft()
})

test('a create that never arrived is proven absent before the next one leaves', async () => {
  world.cloud.faults.push('lost-create-unmade')
  const service = world.begin()
  await service.start(orderOf(2))
  expect(await ended(service)).toMatchObject({ state: 'completed' })
  expect(world.cloud.creates()).toBe(2)
  const types = eventTypes(world)
  expect(types.indexOf('lane.absent')).toBeLessThan(types.lastIndexOf('lane.intended'))
})

test('one that bills more than was agreed is ended before anything is sent to it', async () => {
  world.cloud.billedPerHour = { ...PRICE, micros: PRICE.micros * 2 }
  const service = world.begin()
  await service.start(orderOf(2, { spareLanes: 0 }))
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'failed', images: { collected: 0 } })
  expect(burst.message).toMatch(/bills .*7\.20.* an hour, and .*3\.60.* was agreed/)
  expect(eventTypes(world)).not.toContain('lane.connected')
  expectNothingLeft()
})

test('or, where the user wants that, works on, and is counted at what it bills', async () => {
  world.cloud.billedPerHour = { ...PRICE, micros: PRICE.micros * 2 }
  world.line.isPriceStrict = false
  const service = world.begin()
  await service.start(orderOf(2))
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: 2 } })
  expect(world.said.join()).toContain('7.20')
  const [running] = [...world.store.events({ burstId: 'burst-1', since: 0, limit: -1 })].filter(
    ({ event }) => event.type === 'lane.running',
  )
  expect(running?.event).toMatchObject({ billedPerHour: { micros: PRICE.micros * 2 } })
})

test('an instance that never boots is ended, and a spare takes its place', async () => {
  world.cloud.faults.push('never-boots')
  const service = world.begin()
  await service.start(orderOf(2))
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{ state: 'gone' }, { images: 2 }] })
  expectNothingLeft()
})

test('without spares left, the burst fails and says why', async () => {
  world.cloud.faults.push('never-boots')
  const service = world.begin()
  await service.start(orderOf(2, { spareLanes: 0 }))
  const burst = await ended(service)
  expect(burst.state).toBe('failed')
  expect(burst.message).toContain('did not start within 15 minutes')
})

test('one of two instances is taken back: the other makes the rest, and nobody makes a picture twice', async () => {
  const service = world.begin()
  await service.start(orderOf(40, { lanes: 2 }))
  await world.until(service, state => state.items.counts.verified + state.items.counts.released >= 10)
  world.cloud.preempt('i-0')
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 40 } })
  expect(burst.lanes).toHaveLength(2)
  expect(madeTwice(world)).toEqual([])
  expectNothingLeft()
})

test('the only instance is taken back: a spare makes what is not at home', async () => {
  const service = world.begin()
  await service.start(orderOf(10))
  await world.until(service, state => state.items.counts.released >= 4)
  world.cloud.preempt('i-0')
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{}, {}] })
  expectNothingLeft()
})

test('a lane without work takes over half of what another has left', async () => {
  for (let seed = 1000; seed < 1060; seed += 1) world.cloud.mood.seconds.set(seed, 30)
  const service = world.begin()
  await service.start(orderOf(120, { lanes: 2 }))
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 120 } })
  expect(eventTypes(world)).toContain('items.revoked')
  expect(burst.lanes[1]?.images).toBeGreaterThan(75)
  expect(madeTwice(world)).toEqual([])
})

test('the line breaks in mid-job: it is taken up again, and no picture is lost or made twice', async () => {
  const service = world.begin()
  await service.start(orderOf(10))
  for (const count of [2, 5, 7]) {
    await world.until(service, state => state.items.counts.released >= count)
    world.cloud.machine('i-0').drop()
  }
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: 10 } })
  expect(eventTypes(world).filter(type => type === 'lane.disconnected').length).toBeGreaterThanOrEqual(2)
  expect(madeTwice(world)).toEqual([])
})

test('a picture that fails is tried again, and given up after three times', async () => {
  world.cloud.mood.failing.set(1001, 2).set(1003, 3)
  const service = world.begin()
  await service.start(orderOf(5))
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'incomplete', images: { collected: 4, failed: 1 } })
  expect(burst.failures).toMatchObject([{ promptId: 'p3', code: 'execution-error' }])
})

test('a picture that is not where the journal says is made again', async () => {
  world.cloud.mood.missing.add(1002)
  const service = world.begin()
  await service.start(orderOf(4))
  expect(await ended(service)).toMatchObject({ state: 'completed' })
  expect(madeTwice(world)).toEqual([1002])
})

test('a worker that cannot take its share ends the lane', async () => {
  world.cloud.mood.refusesShares = true
  const service = world.begin()
  await service.start(orderOf(4, { spareLanes: 0 }))
  const burst = await ended(service)
  expect(burst.state).toBe('failed')
  expect(burst.message).toContain('refused its share')
  expectNothingLeft()
})

test('paused: keeps what is made, rents nothing; resumed: makes only what is missing', async () => {
  const service = world.begin()
  await service.start(orderOf(10))
  await world.until(service, state => state.items.counts.released >= 3)
  await service.pause('burst-1')
  await service.whenIdle(AbortSignal.timeout(10_000))
  expect(service.show('burst-1').state).toBe('paused')
  expect(world.cloud.running()).toEqual([])
  await service.resume('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: 10 } })
  expect(madeTwice(world)).toEqual([])
  expectNothingLeft()
})

test('paused and at once resumed, nothing is rented twice', async () => {
  const service = world.begin()
  await service.start(orderOf(30))
  await world.until(service, state => state.items.counts.released >= 3)
  await service.pause('burst-1')
  await service.resume('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{}] })
  expect(madeTwice(world)).toEqual([])
})

test('a finish that is planned comes in its time, survives the engine, and can be taken back', async () => {
  const service = world.begin()
  const underWay = world.until(service, state => state.items.counts.released > 2)
  await service.start(orderOf(60))
  await underWay
  await service.finishIn('burst-1', 1e6)
  expect((await service.finishIn('burst-1', null)).finishesIn).toBeNull()
  expect((await service.finishIn('burst-1', 60)).finishesIn).toBe(60)
  await service.stop()
  const later = world.begin()
  await later.recover()
  const burst = await ended(later)
  expect(burst.state).toBe('finished')
  expect(burst.images.collected).toBeGreaterThan(2)
  expect(burst.images.collected).toBeLessThan(60)
  expectNothingLeft()
  // Nothing is left to plan.
  expect((await later.finishIn('burst-1', 5)).finishesIn).toBeNull()
})

test('finished early: nothing new is begun, what is made comes home', async () => {
  const service = world.begin()
  await service.start(orderOf(30))
  await world.until(service, state => state.items.counts.released >= 3)
  await service.finish('burst-1')
  const burst = await ended(service)
  expect(burst.state).toBe('finished')
  expect(burst.images.collected).toBe([...world.cloud.made.values()].length)
  expect(burst.images.collected).toBeLessThan(30)
  expectNothingLeft()
})

test('cancelled: ends at once, and is taken up again later for the rest alone', async () => {
  const service = world.begin()
  await service.start(orderOf(10))
  await world.until(service, state => state.items.counts.released >= 3)
  await service.cancel('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'cancelled', lanes: [{ confirmedGone: true }] })
  expect(record('manifest.json')).toMatchObject({ status: 'aborted' })
  expectNothingLeft()
  await service.resume('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: 10 } })
})

test('kill-all in another process: the latch is noticed, and nothing is rented while it is set', async () => {
  const service = world.begin()
  await service.start(orderOf(30))
  await world.until(service, state => state.items.counts.released >= 3)
  world.latch.isSet = true
  expect(await ended(service)).toMatchObject({ state: 'killed' })
  expectNothingLeft()
  await expect(service.start(orderOf(1))).rejects.toMatchObject({ exit: 'refused' })
  await expect(service.resume('burst-1')).rejects.toMatchObject({ exit: 'refused' })
})

test('the latch that is set before the create leaves stops it', async () => {
  const service = world.begin(point => {
    if (point === 'event.lane.intended:after') world.latch.isSet = true
  })
  await service.start(orderOf(3))
  expect(await ended(service)).toMatchObject({ state: 'killed', lanes: [{ state: 'rejected' }] })
  expect(world.cloud.creates()).toBe(0)
})

test('a burst that outlives its estimate keeps its instance', async () => {
  world.cloud.mood.secondsPerPicture = 900
  const service = world.begin()
  await service.start(orderOf(12))
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{}] })
  expect(eventTypes(world)).toContain('lane.end-by-moved')
})

test('the budget ends a burst that takes too long, and is not exceeded', async () => {
  world.cloud.mood.secondsPerPicture = 600
  const service = world.begin()
  // An hour of the fake cloud costs 3.60.
  await service.start(
    orderOf(100, { maxCost: { micros: 3_600_000, currency: 'EUR', taxIncluded: true, simulated: true } }),
  )
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'finished', stoppedBy: 'budget' })
  expect(burst.message).toBe('the limit of the burst of €3.60 (practice money) pays for no more pictures')
  expect(burst.cost.amount).toBeLessThanOrEqual(3.6)
  expect(burst.cost.amount).toBeGreaterThan(2.5)
  expect([...world.cloud.made.values()].length).toBe(burst.images.collected)
  expectNothingLeft()
})

test.each([
  [1, 0.8],
  [6, 0.8],
  [6, 3],
  [25, 1.5],
  [40, 7.2],
])('pictures of %i s on a budget of %d: what was made is home, and the limit holds', async (pace, euros) => {
  world.cloud.mood.secondsPerPicture = pace
  const service = world.begin()
  await service.start(orderOf(5000, { maxCost: { ...PRICE, micros: euros * 1_000_000 } }))
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'finished', stoppedBy: 'budget' })
  expect([...world.cloud.made.values()].length).toBe(burst.images.collected)
  expect(burst.cost.amount).toBeLessThanOrEqual(euros)
  // 0.001 a second: the boot that is not billed here, a look, what was begun, the way home, and the margin before the
  // instance would end itself.
  expect(burst.cost.amount).toBeGreaterThan(euros - 0.001 * (90 + 25 + 3 * pace + 45 + 63 + 25))
  expectNothingLeft()
})

test('a provider that is down for half an hour at the end: alarm at once, gone within a minute of its return', async () => {
  const service = world.begin()
  await service.start(orderOf(6))
  await world.until(service, state => state.lanes[0]?.phase.kind === 'closing')
  world.cloud.isDown = true
  await world.clock.sleep(60_000)
  expect(world.said.filter(message => message.includes('it may still be billing'))).not.toEqual([])
  await world.clock.sleep(29 * 60_000)
  expect(service.show('burst-1')).toMatchObject({ lanes: [{ confirmedGone: false }] })
  expect(world.cloud.running()).toHaveLength(1)
  world.cloud.isDown = false
  const back = world.clock.now()
  await ended(service)
  expect(world.clock.now() - back).toBeLessThan(60_000)
  expectNothingLeft()
})

test('a budget that just pays for everything stops nothing', async () => {
  const service = world.begin()
  await service.start(orderOf(60))
  const { cost } = await ended(service)
  await service.start(orderOf(60, { maxCost: { ...PRICE, micros: (cost.amount + 0.2) * 1_000_000 } }))
  expect(await ended(service, 'burst-2')).toMatchObject({ state: 'completed', stoppedBy: null })
})

test('a budget that others have used up stops a burst too, and every picture that was begun comes home', async () => {
  const service = world.begin()
  const euros = (amount: number) => ({ ...PRICE, micros: amount * 1_000_000 })
  world.limits.push({ scope: 'day', limit: euros(5), spent: euros(1) })
  await service.start(orderOf(500))
  await world.until(service, state => state.items.counts.released >= 20)
  world.limits[0] = { scope: 'day', limit: euros(5), spent: euros(4.6) }
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'finished', stoppedBy: 'budget' })
  expect(burst.message).toContain('the daily budget')
  expect([...world.cloud.made.values()].length).toBe(burst.images.collected)
  expect(burst.cost.amount).toBeLessThanOrEqual(0.4)
  expectNothingLeft()
  // Whoever takes it up again asks for it.
  world.limits.length = 0
  await service.resume('burst-1')
  expect(await ended(service)).toMatchObject({ state: 'completed', stoppedBy: null })
})

test('an instance that nobody can reach is given up after a while', async () => {
  const service = world.begin()
  await service.start(orderOf(20))
  await world.until(service, state => state.items.counts.released >= 2)
  world.cloud.isDeaf = true
  world.cloud.machine('i-0').drop()
  await world.until(service, state => state.lanes[0]?.phase.kind === 'closing')
  world.cloud.isDeaf = false
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{}, {}] })
  expectNothingLeft()
})

test('an end that a rule wants waits while it is announced, and is withdrawn when the instance can be reached again', async () => {
  const service = world.begin()
  const asked: string[] = []
  const withdrawn: string[] = []
  world.endings.mayEnd = ({ rule }) => (asked.push(rule), false)
  world.endings.withdraw = ({ rule }) => void withdrawn.push(rule ?? 'all')
  await service.start(orderOf(20))
  await world.until(service, state => state.items.counts.released >= 2)
  world.cloud.isDeaf = true
  world.cloud.machine('i-0').drop()
  await world.clock.sleep(30 * 60_000)
  world.cloud.isDeaf = false
  expect(await ended(service)).toMatchObject({ state: 'completed', lanes: [{ images: 20 }] })
  expect(new Set(asked)).toEqual(new Set(['unreachable']))
  // At each connection, and at the end.
  expect(withdrawn).toEqual(['unreachable', 'unreachable', 'all'])
})

test('an instance that makes nothing for an hour is given up', async () => {
  world.cloud.mood.seconds.set(1001, 1e9)
  const service = world.begin()
  await service.start(orderOf(3, { spareLanes: 0 }))
  const burst = await ended(service)
  expect(burst).toMatchObject({ state: 'incomplete', images: { collected: 1 } })
  expect(burst.message).toContain('has not made a picture for 60 minutes')
})

test('wishes may be repeated and shortened ids used; unknown and ambiguous ones are refused', async () => {
  const service = world.begin()
  await service.start(orderOf(2))
  await ended(service)
  const whole = service.show('burst-1')
  for (const wish of ['pause', 'resume', 'finish', 'cancel'] as const) expect(await service[wish]('bur')).toEqual(whole)
  await service.start(orderOf(2))
  expect(() => service.show('burst')).toThrow('may mean')
  await expect(service.cancel('other')).rejects.toThrow('no burst other')
  await ended(service, 'burst-2')
  expect(service.list().map(({ id }) => id)).toEqual(['burst-2', 'burst-1'])
})

test('an order for nothing is refused and leaves no burst', async () => {
  const service = world.begin()
  await expect(service.start(orderOf(0))).rejects.toMatchObject({ exit: 'usage' })
  expect(service.list()).toEqual([])
})

function record(name: string): unknown {
  return JSON.parse(world.disk.contents.get(`/out/${name}`)?.toString() ?? 'null')
}

test('what was bid for and taken back is not bid for again: the next offer takes its place, and makes what is missing', async () => {
  const service = world.begin()
  const running = world.until(service, (_, records) => records.some(({ event }) => event.type === 'lane.running'))
  await service.start(orderOf(4, { spot: true }))
  await running
  world.cloud.preempt(world.cloud.running()[0] ?? '')
  expect(await ended(service)).toMatchObject({ state: 'completed', images: { collected: 4 } })
  const offers = [...world.store.events({ burstId: 'burst-1', since: 0, limit: -1 })].flatMap(({ event }) =>
    event.type === 'lane.intended' ? [event.offer] : [],
  )
  expect(offers).toEqual([0, 1])
  expectNothingLeft()
})

describe('a dearer offer', () => {
  const real = (amount: number) => ({ ...PRICE, micros: amount * 1_000_000, simulated: false })
  const offers = planOf().offers.map((offer, index) => ({
    ...offer,
    pricePerHour: real(3.6),
    cost: real(index === 0 ? 0.6 : 1.2),
  }))
  const estimate = { seconds: 600, cost: real(0.6) }

  test('is not taken before somebody agrees, and then it is', async () => {
    world.cloud.faults.push('no-stock')
    const service = world.begin()
    await service.start(orderOf(4, { offers, estimate }))
    await world.until(service, state => state.wish === 'pause')
    const asked = service.show('burst-1')
    expect(asked).toMatchObject({ state: 'paused', stoppedBy: 'price' })
    expect(asked.waiting).toBe(
      'what was planned is not to be had; H100 at fake would cost about €1.20 in place of €0.60: resume to take it, or cancel',
    )
    expect(world.cloud.creates()).toBe(1)
    // What is back in stock meanwhile would be taken again: it is not.
    world.cloud.faults.push('no-stock')
    await service.resume('burst-1')
    const burst = await ended(service)
    expect(burst).toMatchObject({ state: 'completed', stoppedBy: null, waiting: null })
    expect(burst.lanes.map(({ state }) => state)).toEqual(['rejected', 'rejected', 'gone'])
  })

  test.each([
    ['a little dearer', { offers: offers.map(offer => ({ ...offer, cost: real(0.64) })) }],
    ['within a limit that was given', { offers, isLimitGiven: true, maxCost: real(2) }],
  ])('%s is taken without a word', async (_, plan) => {
    world.cloud.faults.push('no-stock')
    const service = world.begin()
    await service.start(orderOf(4, { estimate, ...plan }))
    expect(await ended(service)).toMatchObject({ state: 'completed' })
  })
})

describe('a machine that is much slower than its kind', () => {
  const offers = (secondsPerImage: number) =>
    planOf().offers.map(offer => ({ ...offer, secondsPerImage, host: `host of ${offer.offerId}` }))

  test('is given back and remembered, and another one does the rest', async () => {
    world.cloud.mood.secondsPerPicture = 30
    const service = world.begin()
    await service.start(orderOf(200, { offers: offers(6), spareLanes: 2 }))
    await world.until(service, state => state.lanes[0]?.phase.kind === 'closing')
    world.cloud.mood.secondsPerPicture = 6
    const burst = await ended(service)
    expect(burst).toMatchObject({ state: 'completed', images: { collected: 200 } })
    expect(burst.lanes).toHaveLength(2)
    expect(world.store.load('burst-1')?.lanes[0]?.phase).toMatchObject({
      reason: 'slow',
      message: 'it takes 30.0 s for a picture, and 6.0 s is usual for its kind',
    })
    const isSlow = (host: string, days: number) =>
      isSlowHost(world.db, world.clock.now() + days * 86_400_000, 'fake', host)
    expect([isSlow('host of first', 1), isSlow('host of first', 31), isSlow('host of second', 1)]).toEqual([
      true,
      false,
      false,
    ])
  })

  test.each([
    ['is not much slower', 100, 20],
    ['has little left to do', 12, 6],
  ])('is kept where it %s', async (_, count, usual) => {
    world.cloud.mood.secondsPerPicture = 30
    const service = world.begin()
    await service.start(orderOf(count, { offers: offers(usual) }))
    expect((await ended(service)).lanes).toHaveLength(1)
  })

  test('two in a burst are enough', async () => {
    world.cloud.mood.secondsPerPicture = 30
    const service = world.begin()
    await service.start(orderOf(200, { offers: offers(6), spareLanes: 5 }))
    const burst = await ended(service)
    expect([burst.state, burst.lanes.length]).toEqual(['completed', 3])
  })
})
