import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BURST_EVENT_TYPES, type BurstEventType } from '../../../common/bursts/events.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { WatchRule } from '../../../common/watchdog/rules.ts'
import { outsidePoints, type Checkpoint } from './outside.ts'
import type { BurstService } from './service.ts'
import { PRICE } from './testing/plans.ts'
import { createBurstWorld, ended, madeTwice, MODELS, orderOf, type BurstWorld } from './testing/burst-world.ts'

const COUNT = 12

/** What must go on so that a burst comes to a point that does not lie on everybody's way. */
type Scenario = {
  prepare?: (world: BurstWorld) => void
  /** While pictures come home. */
  meanwhile?: (service: BurstService, world: BurstWorld) => void
  /** How it is rented. */
  plan?: Partial<Plan>
  /** What becomes of it though every picture comes home. */
  ends?: 'incomplete'
  /** Pictures may be lost with their instance, or be spoiled, and are then made again. */
  mayRemake?: true
}

const wish = (asked: 'pause' | 'finish' | 'cancel'): Scenario => ({
  mayRemake: true,
  meanwhile: service => void service[asked]('burst-1').catch(() => undefined),
})

/** Its instance's disk is kept. */
const KEPT: Scenario = { plan: { keepsImage: 'ready' } }

/** One picture first; somebody looks at it as soon as it is there. */
const LOOKED_AT: Scenario = {
  plan: { canarySeconds: 3600 },
  meanwhile: service => void service.approve('burst-1').catch(() => undefined),
}

const BY_EVENT: Partial<Record<BurstEventType, Scenario>> = {
  'burst.pause-requested': wish('pause'),
  'burst.resume-requested': {
    mayRemake: true,
    meanwhile: service =>
      void service
        .pause('burst-1')
        .then(() => service.resume('burst-1'))
        .catch(() => undefined),
  },
  'burst.finish-requested': wish('finish'),
  'burst.finish-planned': {
    mayRemake: true,
    meanwhile: service => void service.finishIn('burst-1', 1).catch(() => undefined),
  },
  'burst.look-asked': LOOKED_AT,
  'burst.look-approved': LOOKED_AT,
  'burst.cancel-requested': wish('cancel'),
  'burst.killed': { mayRemake: true, meanwhile: (_, { latch }) => void (latch.isSet = true) },
  'lane.rejected': { prepare: ({ cloud }) => void cloud.faults.push('no-stock') },
  'lane.unknown': { prepare: ({ cloud }) => void cloud.faults.push('lost-create') },
  'lane.absent': { prepare: ({ cloud }) => void cloud.faults.push('lost-create-unmade') },
  'lane.disconnected': { meanwhile: (_, { cloud }) => cloud.running().forEach(id => cloud.machine(id).drop()) },
  'lane.end-by-moved': { prepare: ({ cloud }) => void (cloud.mood.secondsPerPicture = 900) },
  'item.retried': { prepare: ({ cloud }) => void cloud.mood.failing.set(1004, 1) },
  'item.failed': { prepare: ({ cloud }) => void cloud.mood.failing.set(1004, 3), mayRemake: true },
  'items.revoked': wish('finish'),
  'lane.image-wished': KEPT,
  'lane.image-kept': KEPT,
  'lane.image-failed': {
    ...KEPT,
    prepare: ({ cloud }) => void (cloud.refusesImages = true),
    ends: 'incomplete',
  },
}

/** Events that need what one burst in this fake world does not have; `warm.test.ts` and the system's own matrix come to them. */
const UNREACHED: readonly BurstEventType[] = [
  'burst.waiting',
  'lane.comfyui-down',
  'lane.kept-warm',
  'lane.handed',
  'lane.taken',
]

const POINTS = [
  ...outsidePoints().filter(point => !point.startsWith('keys.list')),
  ...BURST_EVENT_TYPES.filter(type => !UNREACHED.includes(type)).flatMap(type => [
    `event.${type}:before`,
    `event.${type}:after`,
  ]),
]

function scenarioOf(point: string): Scenario {
  if (point.startsWith('provider.setEndBy')) return BY_EVENT['lane.end-by-moved'] ?? {}
  if (point.startsWith('images.')) return KEPT
  const event = /^event\.(.+):/.exec(point)?.[1]
  return BURST_EVENT_TYPES.map(type => (type === event ? BY_EVENT[type] : undefined)).find(Boolean) ?? {}
}

/** From the point on nothing of the program reaches anything any more: as after SIGKILL, but within this process. */
function crashAt(point: string): { checkpoint: Checkpoint; crashed: Promise<void> } {
  const { promise: crashed, resolve } = Promise.withResolvers<void>()
  let isDead = false
  return {
    crashed,
    checkpoint(passing) {
      if (passing === point) isDead = true
      if (!isDead) return
      resolve()
      throw new Error(`dead since ${point}`)
    },
  }
}

let world: BurstWorld
beforeEach(() => {
  world = createBurstWorld()
})
afterEach(() => world.end())

describe('after a crash everything is made once, comes home, and nothing stays rented', () => {
  test.each(POINTS)('%s', async point => {
    const scenario = scenarioOf(point)
    scenario.prepare?.(world)
    const { checkpoint, crashed } = crashAt(point)
    const first = world.begin(checkpoint)
    const someAreHome = world.until(first, state => homeOf(state) >= 3 || state.look === 'asked')
    void someAreHome.then(() => scenario.meanwhile?.(first, world))
    await first.start(orderOf(COUNT, scenario.plan, MODELS, true)).catch(() => undefined)
    await crashed
    await first.stop()

    world.latch.isSet = false
    const again = world.begin()
    await again.recover()
    if (again.list().length === 0) await again.start(orderOf(COUNT, scenario.plan, MODELS, true))
    await again.whenIdle(AbortSignal.timeout(10_000))
    const state = scenario.ends ?? 'completed'
    if (again.show('burst-1').state !== state) await again.resume('burst-1')
    const burst = await ended(again)

    expect(burst).toMatchObject({ state, images: { requested: COUNT, collected: COUNT, failed: 0 } })
    // Manifest, receipt and pictures: nothing half written either.
    expect([...world.disk.contents.keys()]).toHaveLength(COUNT + 2)
    expect(JSON.parse(world.disk.contents.get('/out/manifest.json')?.toString() ?? '').images).toHaveLength(COUNT)
    expect(scenario.mayRemake ? [] : madeTwice(world)).toEqual([])
    // However often it was asked for.
    expect(world.cloud.images).toHaveLength(scenario.plan?.keepsImage === undefined || scenario.ends ? 0 : 1)
    expect(world.cloud.running()).toEqual([])
    expect([...world.disk.keyed]).toEqual([])
    expect(again.summaryOf(loaded(world))).toEqual(burst)
  })
})

/** What a rule does while pictures come home; `gone` takes its reason away again. */
type Rule = { strike: (service: BurstService, world: BurstWorld) => void; gone?: (world: BurstWorld) => void }

const endedBy = (rule: WatchRule): Rule => ({
  strike: (service, { store }) => {
    const attempt = store.load('burst-1')?.lanes[0]?.attempt ?? ''
    service.endByRule(attempt, { rule, message: `the rule ${rule}` })
  },
})

const RULES: Readonly<Record<string, Rule>> = {
  budget: {
    strike: (_, { limits }) => void limits.push({ scope: 'day', limit: PRICE, spent: PRICE }),
    gone: ({ limits }) => void (limits.length = 0),
  },
  cost: endedBy('cost'),
  lifetime: endedBy('lifetime'),
  unreachable: {
    strike: (_, { cloud }) => {
      cloud.isDeaf = true
      cloud.running().forEach(id => cloud.machine(id).drop())
    },
    gone: ({ cloud }) => void (cloud.isDeaf = false),
  },
}

const RULE_POINTS = ['event.lane.closing', 'provider.terminate', 'event.lane.gone'].flatMap(point => [
  `${point}:before`,
  `${point}:after`,
])

describe('a crash while a rule ends an instance: nothing stays rented, and everything can still be made', () => {
  const cases = Object.keys(RULES).flatMap(rule => RULE_POINTS.map(point => [rule, point] as const))

  test.each(cases)('%s, at %s', async (name, point) => {
    const rule = RULES[name]
    world.cloud.mood.secondsPerPicture = 20
    const { checkpoint, crashed } = crashAt(point)
    const first = world.begin(checkpoint)
    const someAreHome = world.until(first, state => homeOf(state) >= 3)
    // Not from within the telling of an event: the record is not done with it.
    void someAreHome.then(() => rule?.strike(first, world)).catch(() => undefined)
    await first.start(orderOf(COUNT))
    await crashed
    await first.stop()

    rule?.gone?.(world)
    const again = world.begin()
    await again.recover()
    await again.whenIdle(AbortSignal.timeout(10_000))
    expect(world.cloud.running()).toEqual([])
    if (again.show('burst-1').state !== 'completed') await again.resume('burst-1')
    expect(await ended(again)).toMatchObject({ state: 'completed', images: { collected: COUNT, failed: 0 } })
    expect(world.cloud.running()).toEqual([])
    expect([...world.disk.keyed]).toEqual([])
  })
})

function homeOf({ items }: BurstState): number {
  return items.counts.verified + items.counts.released
}

function loaded({ store }: BurstWorld): BurstState {
  const state = store.load('burst-1')
  if (!state) throw new Error('the burst is gone')
  return state
}
