import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { listCharges, stateOfAttempt } from '../storage/ledger-store.ts'
import { checkAudit } from '../storage/audit-store.ts'
import { endByOfAttempt } from '../storage/lane-ends.ts'
import type { Identity } from '../watchdog/names.ts'
import { watchTools } from '../watchdog/testing/watch-tools.ts'
import { createWatchdog, type Watchdog } from '../watchdog/watchdog.ts'
import type { BurstService } from './service.ts'
import { createBurstWorld, orderOf, type BurstWorld } from './testing/burst-world.ts'
import { PRICE } from './testing/plans.ts'

/** What a user does, and what goes wrong, in any order. */
const action = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('start' as const),
      items: fc.integer({ min: 1, max: 30 }),
      lanes: fc.integer({ min: 1, max: 3 }),
      euros: fc.option(fc.double({ min: 0.3, max: 3, noNaN: true })),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('pause' as const, 'resume' as const, 'finish' as const, 'cancel' as const),
      which: fc.nat(9),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 900 }) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom(
        'no-stock' as const,
        'rate-limited' as const,
        'lost-create' as const,
        'lost-create-unmade' as const,
        'never-boots' as const,
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('preempt' as const, 'drop' as const), which: fc.nat(9) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'deaf' as const,
        'hearing' as const,
        'crash' as const,
        'kill-all' as const,
        'unlatch' as const,
        'budget' as const,
      ),
    }),
  },
)
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never

const FOREIGN = 'somebody-elses'
const PREFIX = 'burst-test-'

/** The names that this world gives, as an identity. */
const IDENTITY: Identity = {
  install: 'test',
  newAttempt: () => 'unused',
  instanceName: attempt => `${PREFIX}${attempt}`,
  whoseIs: name =>
    name.startsWith(PREFIX) ? { whose: 'ours', attempt: name.slice(PREFIX.length) } : { whose: 'foreign' },
}

/** The world, the program in it, and what was seen so far. */
type Run = {
  readonly world: BurstWorld
  service: BurstService
  watchdog: Watchdog
  bursts: number
  readonly costs: Map<string, number>
}

function watchdogOf(world: BurstWorld, service: BurstService): Watchdog {
  return createWatchdog({
    ...watchTools(world.clock),
    providers: () => [world.cloud.provider],
    identity: IDENTITY,
    stateOfAttempt: attempt => stateOfAttempt(world.db, attempt),
    endByOfAttempt: attempt => endByOfAttempt(world.db, attempt),
    endLane: (attempt, broken) => service.endByRule(attempt, broken),
  })
}

async function carryOut(run: Run, step: Action): Promise<void> {
  const { world, service } = run
  const instanceOf = (which: number) =>
    world.cloud
      .running()
      .filter(id => id !== 'i-0')
      .at(which % 3)
  switch (step.do) {
    case 'start': {
      const { items, lanes, euros } = step
      const maxCost = euros === null ? null : { ...PRICE, micros: Math.round(euros * 1_000_000) }
      const order = { ...orderOf(items, { lanes, maxCost }), out: `/out-${run.bursts}` }
      await service.start(order).then(
        () => (run.bursts += 1),
        () => undefined,
      )
      return
    }
    case 'pause':
    case 'resume':
    case 'finish':
    case 'cancel':
      if (run.bursts > 0) await service[step.do](`burst-${(step.which % run.bursts) + 1}`).catch(() => undefined)
      return
    case 'wait':
      return await world.clock.sleep(step.seconds * 1000)
    case 'fault':
      return void world.cloud.faults.push(step.fault)
    case 'preempt':
    case 'drop': {
      const id = instanceOf(step.which)
      if (id === undefined) return
      if (step.do === 'preempt') world.cloud.preempt(id)
      else world.cloud.machine(id).drop()
      return
    }
    case 'deaf':
    case 'hearing':
      world.cloud.isDeaf = step.do === 'deaf'
      return
    case 'budget':
      world.limits.splice(0, 1, {
        scope: 'day',
        limit: { ...PRICE, micros: 5_000_000 },
        spent: { ...PRICE, micros: 4_200_000 },
      })
      return
    case 'kill-all':
      world.latch.isSet = true
      return service.killed()
    case 'unlatch':
      world.latch.isSet = false
      return
    case 'crash':
      return await restart(run)
  }
}

/** The program ends without a trace, and another one takes over. */
async function restart(run: Run): Promise<void> {
  await run.watchdog.stop()
  await run.service.stop()
  run.service = run.world.begin()
  run.watchdog = watchdogOf(run.world, run.service)
  await run.service.recover()
  run.watchdog.start()
}

/** What instances cost from the order to end until they are seen gone: three of them at most, for three minutes. */
const TEARDOWN = 3 * 0.18

/** What holds at every moment. */
function expectSane({ world, service, costs }: Run): void {
  const names = new Set<string>()
  const charged = listCharges(world.db, { from: 0, to: Infinity }).reduce((sum, { cost }) => sum + cost.micros, 0)
  expect(charged).toBeGreaterThanOrEqual(costs.get('charged') ?? 0)
  costs.set('charged', charged)
  for (const { id, cost, images } of service.list()) {
    // Until an instance is seen gone our own meter runs; then its provider says when the bill really ended.
    expect(cost.amount).toBeGreaterThanOrEqual((costs.get(id) ?? 0) - TEARDOWN)
    costs.set(id, cost.amount)
    expect(images.collected + images.failed).toBeLessThanOrEqual(images.requested)
    const verified = new Set<string>()
    for (const { event } of world.store.events({ burstId: id, since: 0, limit: -1 })) {
      if (event.type === 'item.verified') verified.add(`${event.lane} ${event.item}`)
      // Nothing is deleted far away before it is proven to be at home.
      if (event.type === 'item.released') expect(verified).toContain(`${event.lane} ${event.item}`)
      if (event.type !== 'lane.intended') continue
      expect(names).not.toContain(event.name)
      names.add(event.name)
    }
  }
  // Each create had its own wish, written down before.
  expect(world.cloud.creates() - 1).toBeLessThanOrEqual(names.size)
  expect(world.cloud.running()).toContain('i-0')
}

test(
  'whatever a user does and whatever goes wrong: nothing is orphaned, made twice, or ended that is not ours',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 4, maxLength: 40 }), async actions => {
        const world = createBurstWorld()
        const service = world.begin()
        const run: Run = { world, service, watchdog: watchdogOf(world, service), bursts: 0, costs: new Map() }
        try {
          await world.cloud.provider.create(
            { ...SPEC, name: FOREIGN, endByMs: world.clock.now() + 1e12 },
            new AbortController().signal,
          )
          run.watchdog.start()
          for (const step of actions) {
            await carryOut(run, step)
            expectSane(run)
          }
          // The trouble is over, and the user wants an end of everything.
          world.cloud.isDeaf = false
          world.cloud.faults.length = 0
          world.latch.isSet = false
          await restart(run)
          for (const { id, endedAt } of run.service.list()) if (endedAt === null) await run.service.cancel(id)
          await run.service.whenIdle(AbortSignal.timeout(20_000))
          await world.clock.sleep(2 * 3_600_000)
          await run.watchdog.look(AbortSignal.timeout(20_000))
          expectSane(run)
          expect(world.cloud.running()).toEqual(['i-0'])
          expect([...world.disk.keyed]).toEqual([])
          expect(listCharges(world.db, { from: 0, to: Infinity }).every(({ cost }) => cost.micros >= 0)).toBe(true)
          expect(checkAudit(world.db).ok).toBe(true)
        } finally {
          await run.watchdog.stop()
          await world.end()
        }
      }),
      { numRuns: Number(process.env['MODEL_RUNS'] ?? 40), seed: Number(process.env['MODEL_SEED'] ?? 20_261_126) },
    )
  },
  Number(process.env['MODEL_MS'] ?? 120_000),
)

const SPEC = {
  offerId: 'first',
  clientPublicKey: '',
  hostPrivateKey: '',
  lastEndMs: 0,
  private: false,
  models: [],
  bidPerHour: null,
  packs: [],
  image: null,
  volume: null,
  diskBytes: 0,
  mayLeave: () => null,
}
