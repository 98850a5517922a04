import type { Money } from '../../../../common/money.ts'
import type {
  CreateResult,
  CreateSpec,
  ImageShelf,
  InstanceState,
  Provider,
  ProviderInstance,
  VolumeShelf,
} from '../../providers/provider.ts'
import { RemoteError, type Connect } from '../../remote/remote.ts'
import { createFakeMachine, type FakeMachine } from './fake-machine.ts'
import type { WorkerMood } from './fake-worker.ts'
import { PRICE } from './plans.ts'
import type { VirtualClock } from './virtual-clock.ts'

export type CloudFault = 'no-stock' | 'rate-limited' | 'lost-create' | 'lost-create-unmade' | 'never-boots'

type Rented = {
  readonly id: string
  readonly spec: CreateSpec
  readonly createdAt: number
  readonly boots: boolean
  readonly machine: FakeMachine
  endBy: number
  endedAt: number | null
  preempted: boolean
}

/** A cloud in memory that rents instances, bills them and tells the truth, but for what `faults` says. */
export type FakeCloud = {
  readonly provider: Provider
  readonly connect: Connect
  /** Taken one by one, by the creates that come. */
  readonly faults: CloudFault[]
  readonly mood: WorkerMood
  /** How often each seed was made. */
  readonly made: Map<number, number>
  /** Ids of what is rented now. */
  running(): string[]
  machine(id: string): FakeMachine
  preempt(id: string): void
  /** What its instances show as their rate. */
  billedPerHour: Money
  /** Disks that it keeps, or is about to. */
  readonly images: { readonly name: string; readonly from: string; readonly readyAt: number }[]
  /** It says no to keeping a disk. */
  refusesImages: boolean
  /** Which volume was given to which instance: `volume instance`. */
  readonly attached: string[]
  /** Until then another instance has the volume, on the cloud's clock. */
  volumeBusyUntil: number
  /** No instance answers to a connection. */
  isDeaf: boolean
  /** Nobody there answers a call. */
  isDown: boolean
  /** It tells what it charged, as some clouds do. */
  tellsCost: boolean
  /** What it will put on its invoice for every instance so far, by name: true seconds, by its own step. */
  invoices(): ReadonlyMap<string, { readonly seconds: number; readonly micros: number }>
  /** How many creates arrived. */
  creates(): number
  stop(): void
}

const BOOT_MS = 90_000
const DOWN = { kind: 'trouble', trouble: { reason: 'network', message: 'nobody answers' } } as const
const SAVING_MS = 60_000
const VISIBLE_AFTER_MS = 10_000

export function createFakeCloud(clock: VirtualClock): FakeCloud {
  const rented = new Map<string, Rented>()
  const faults: CloudFault[] = []
  const made = new Map<number, number>()
  const mood: WorkerMood = {
    secondsPerPicture: 6,
    seconds: new Map(),
    failing: new Map(),
    missing: new Set(),
    refusesShares: false,
  }
  let arrived = 0

  function rent(spec: CreateSpec, boots: boolean): string {
    const id = `i-${rented.size}`
    const machine = createFakeMachine(clock, mood, seed => made.set(seed, (made.get(seed) ?? 0) + 1))
    const instance = {
      id,
      spec,
      createdAt: clock.now(),
      boots,
      machine,
      endBy: spec.endByMs,
      endedAt: null,
      preempted: false,
    }
    rented.set(id, instance)
    void endInTime(instance)
    return id
  }

  async function endInTime(instance: Rented): Promise<void> {
    while (instance.endedAt === null && clock.now() < instance.endBy)
      await clock.sleep(Math.min(60_000, instance.endBy - clock.now()))
    end(instance)
  }

  function end(instance: Rented): void {
    instance.endedAt ??= clock.now()
    instance.machine.end()
  }

  function create(spec: CreateSpec): CreateResult {
    arrived += 1
    const fault = faults.shift()
    if (fault === 'no-stock') return { kind: 'rejected', reason: 'no-stock', message: `${spec.offerId} is sold out` }
    if (fault === 'rate-limited') return { kind: 'rejected', reason: 'rate-limited', message: 'too often' }
    if (fault === 'lost-create-unmade') return { kind: 'unknown', message: 'no answer' }
    const instanceId = rent(spec, fault !== 'never-boots')
    return fault === 'lost-create' ? { kind: 'unknown', message: 'no answer' } : { kind: 'created', instanceId }
  }

  const isAlive = (instance: Rented) => instance.endedAt === null
  const isVisible = (instance: Rented) => isAlive(instance) && clock.now() >= instance.createdAt + VISIBLE_AFTER_MS
  const billedSeconds = ({ createdAt, endedAt }: Rented) =>
    Math.max(0, Math.ceil(((endedAt ?? clock.now()) - createdAt - BOOT_MS) / 1000))

  const view = (instance: Rented): ProviderInstance => {
    const isUp = instance.boots && clock.now() >= instance.createdAt + BOOT_MS
    const state: InstanceState = isUp ? 'running' : 'provisioning'
    return {
      id: instance.id,
      name: instance.spec.name,
      state: instance.preempted ? 'preempted' : state,
      billing: isUp ? 'full' : 'none',
      offerId: instance.spec.offerId,
      pricePerHour: cloud.billedPerHour,
      createdAt: instance.createdAt,
      billedFrom: isUp ? instance.createdAt + BOOT_MS : null,
      endBy: instance.endBy,
      ssh: isUp ? { host: instance.id, port: 22, user: 'burst' } : null,
    }
  }

  const shelf: ImageShelf = {
    keep: async (id, name) => {
      if (cloud.refusesImages)
        return { kind: 'trouble', trouble: { reason: 'bad-answer', message: 'the quota of images is used up' } }
      cloud.images.push({ name, from: id, readyAt: clock.now() + SAVING_MS })
      return { kind: 'answer', value: null }
    },
    list: async () => ({
      kind: 'answer',
      value: cloud.images.flatMap(({ name, readyAt }, at) =>
        clock.now() < readyAt - SAVING_MS + VISIBLE_AFTER_MS
          ? []
          : [
              {
                id: `img-${at}`,
                name,
                region: 'here',
                state: clock.now() >= readyAt ? 'ready' : 'saving',
                bytes: 40e9,
                pricePerMonth: null,
              },
            ],
      ),
    }),
    remove: async id => {
      cloud.images.splice(Number(id.slice('img-'.length)), 1)
      return { kind: 'answer', value: null }
    },
  }

  const disks: VolumeShelf = {
    size: null,
    isReachable: () => true,
    pricePerMonth: async () => ({ kind: 'answer', value: null }),
    create: async () => ({ kind: 'rejected', message: 'nobody makes volumes here' }),
    list: async () => ({ kind: 'answer', value: [] }),
    remove: async () => ({ kind: 'answer', value: null }),
    attach: async (volumeId, instanceId) => {
      if (cloud.volumeBusyUntil > clock.now())
        return { kind: 'trouble', trouble: { reason: 'bad-answer', message: 'it is attached to another one' } }
      cloud.attached.push(`${volumeId} ${instanceId}`)
      return { kind: 'answer', value: null }
    },
  }

  const provider: Provider = {
    id: 'fake',
    facts: {
      simulated: true,
      clock,
      createVisibilityMs: 60_000,
      goneSpacingMs: 20_000,
      pollMs: 5_000,
      bootDeadlineMs: 900_000,
      billing: { stepSeconds: 1, minimumSeconds: 0 },
      startsFrom: 'disks',
      deadMan: 'strong',
      hostKeySettlesMs: 0,
    },
    verifyCredentials: async () => ({ kind: 'ok', rights: [] }),
    listOffers: async () => ({ kind: 'answer', value: [] }),
    create: async spec => create(spec),
    get: async id => {
      if (cloud.isDown) return DOWN
      const instance = rented.get(id)
      if (!instance || (!isVisible(instance) && !instance.preempted)) return { kind: 'not-found' }
      return { kind: 'found', instance: view(instance) }
    },
    list: async () =>
      cloud.isDown ? DOWN : { kind: 'answer', value: [...rented.values()].filter(isVisible).map(view) },
    terminate: async id => {
      if (cloud.isDown) return DOWN
      const instance = rented.get(id)
      if (!instance || !isAlive(instance)) {
        if (instance) instance.preempted = false
        return { kind: 'not-found' }
      }
      end(instance)
      return { kind: 'accepted' }
    },
    cost: async id => {
      const instance = rented.get(id)
      if (!instance || !cloud.tellsCost)
        return { kind: 'trouble', trouble: { reason: 'bad-answer', message: 'no such instance' } }
      const seconds = billedSeconds(instance)
      return {
        kind: 'answer',
        value: { billedSeconds: seconds, cost: { ...PRICE, micros: Math.ceil((PRICE.micros * seconds) / 3600) } },
      }
    },
    usage: null,
    images: shelf,
    volumes: disks,
    tidy: async () => ({ kind: 'answer', value: null }),
    leftovers: async () => ({ kind: 'answer', value: [] }),
    setEndBy: async (id, endByMs) => {
      const instance = rented.get(id)
      if (instance) instance.endBy = endByMs
      return { kind: 'answer', value: null }
    },
  }

  const cloud: FakeCloud = {
    provider,
    images: [],
    refusesImages: false,
    attached: [],
    volumeBusyUntil: 0,
    billedPerHour: PRICE,
    isDeaf: false,
    isDown: false,
    tellsCost: true,
    invoices: () =>
      new Map(
        [...rented.values()].map(instance => {
          const seconds = billedSeconds(instance)
          return [instance.spec.name, { seconds, micros: Math.ceil((PRICE.micros * seconds) / 3600) }]
        }),
      ),
    connect: async ({ host }) => {
      const instance = rented.get(host)
      if (cloud.isDeaf || !instance || !isAlive(instance)) throw new RemoteError('unreachable', 'nobody answers')
      return instance.machine.connect()
    },
    faults,
    mood,
    made,
    running: () => [...rented.values()].filter(isAlive).map(({ id }) => id),
    machine: id => {
      const instance = rented.get(id)
      if (!instance) throw new Error(`no instance ${id}`)
      return instance.machine
    },
    preempt(id) {
      const instance = rented.get(id)
      if (!instance) throw new Error(`no instance ${id}`)
      instance.preempted = true
      end(instance)
    },
    creates: () => arrived,
    stop: () => rented.forEach(end),
  }
  return cloud
}
