import type { Money } from '../../../../common/money.ts'
import type { Clock } from '../../clock.ts'
import type { Asked, CreateSpec, GetResult, Provider, ProviderInstance, Trouble } from '../provider.ts'

/** How often the next calls of a kind go wrong, or for how long; each count is used up. */
export type ProviderFaults = {
  /** Creates that make an instance and lose the answer. */
  lostCreates: number
  /** Orders to end that are accepted and lost. */
  lostTerminates: number
  /** Lists that show what was there before the first end. */
  staleLists: number
  listTrouble: { left: number; reason: Trouble['reason'] }
  getTrouble: number
  terminateTrouble: number
  /** How long a new instance is invisible, ms on the clock; within what `facts` promise. */
  invisibleMs: number
  /** How long an ended instance is still shown as `terminating`, ms on the clock. */
  lingerMs: number
  /** How long the trace of an ended instance stays in lists, ms on the clock. */
  remnantMs: number
}

export type FakeProvider = {
  readonly provider: Provider
  readonly faults: ProviderFaults
  /** Puts an instance there, as if it had been rented at that instant. */
  add(name: string, more?: { id?: string; createdAt?: number }): string
  /** Ids of what is there and was not ended. */
  running(): string[]
  /** Every call that was made, in order. */
  readonly calls: readonly string[]
}

type Machine = { readonly id: string; readonly name: string; readonly createdAt: number; endedAt: number | null }

export const FAKE_PRICE: Money = { micros: 3_600_000, currency: 'EUR', taxIncluded: true, simulated: true }
const BOOT_MS = 90_000

/** A small cloud in memory that tells the truth, but for what `faults` say. Its instances bill from 90 s after create. */
export function createFakeProvider(clock: Clock, { id = 'fake', simulated = true } = {}): FakeProvider {
  const machines: Machine[] = []
  const calls: string[] = []
  const faults: ProviderFaults = {
    lostCreates: 0,
    lostTerminates: 0,
    staleLists: 0,
    listTrouble: { left: 0, reason: 'server' },
    getTrouble: 0,
    terminateTrouble: 0,
    invisibleMs: 0,
    lingerMs: 0,
    remnantMs: 0,
  }

  const take = (name: 'lostCreates' | 'lostTerminates' | 'staleLists' | 'getTrouble' | 'terminateTrouble') =>
    faults[name] > 0 && (faults[name] -= 1) >= 0

  const isShown = ({ createdAt, endedAt }: Machine, alsoFor: number) =>
    clock.now() >= createdAt + faults.invisibleMs && (endedAt === null || clock.now() < endedAt + alsoFor)

  const view = (machine: Machine): ProviderInstance => {
    const isActive = clock.now() >= machine.createdAt + BOOT_MS
    const isOver = machine.endedAt !== null && clock.now() >= machine.endedAt + faults.lingerMs
    const living = isActive ? 'running' : 'provisioning'
    const ending = isOver ? 'gone' : 'terminating'
    return {
      id: machine.id,
      name: machine.name,
      state: machine.endedAt === null ? living : ending,
      billing: isActive && machine.endedAt === null ? 'full' : 'none',
      offerId: 'offer',
      pricePerHour: FAKE_PRICE,
      createdAt: machine.createdAt,
      billedFrom: isActive ? machine.createdAt + BOOT_MS : null,
      endBy: machine.createdAt + 3_600_000,
      ssh: null,
    }
  }

  function add(name: string, more: { id?: string; createdAt?: number } = {}): string {
    const machine = { id: `${id}-${machines.length}`, createdAt: clock.now(), ...more, name, endedAt: null }
    machines.push(machine)
    return machine.id
  }

  function list(): Asked<ProviderInstance[]> {
    if (faults.listTrouble.left > 0) {
      faults.listTrouble.left -= 1
      return troubleOf(faults.listTrouble.reason)
    }
    const isStale = take('staleLists')
    const shown = machines.filter(machine => isStale || isShown(machine, faults.lingerMs + faults.remnantMs))
    return { kind: 'answer', value: shown.map(machine => view(isStale ? { ...machine, endedAt: null } : machine)) }
  }

  function get(instanceId: string): GetResult {
    if (take('getTrouble')) return troubleOf('server')
    const machine = machines.find(other => other.id === instanceId && isShown(other, faults.lingerMs))
    return machine ? { kind: 'found', instance: view(machine) } : { kind: 'not-found' }
  }

  function terminate(instanceId: string): ReturnType<Provider['terminate']> {
    if (take('terminateTrouble')) return Promise.resolve(troubleOf('server'))
    const machine = machines.find(other => other.id === instanceId && isShown(other, faults.lingerMs))
    if (!machine) return Promise.resolve({ kind: 'not-found' })
    if (!take('lostTerminates')) machine.endedAt ??= clock.now()
    return Promise.resolve({ kind: 'accepted' })
  }

  function create({ name }: CreateSpec): ReturnType<Provider['create']> {
    const instanceId = add(name)
    return Promise.resolve(
      take('lostCreates') ? { kind: 'unknown', message: 'no answer' } : { kind: 'created', instanceId },
    )
  }

  /** Written down, and refused where nobody waits for the answer any more. */
  const called = (call: string, signal: AbortSignal) => {
    calls.push(call)
    signal.throwIfAborted()
  }

  const provider: Provider = {
    id,
    facts: {
      simulated,
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
    create: async (spec, signal) => {
      called('create', signal)
      return await create(spec)
    },
    get: async (instanceId, signal) => {
      called(`get ${instanceId}`, signal)
      return get(instanceId)
    },
    list: async signal => {
      called('list', signal)
      return list()
    },
    terminate: async (instanceId, signal) => {
      called(`terminate ${instanceId}`, signal)
      return await terminate(instanceId)
    },
    cost: async () => ({ kind: 'answer', value: { billedSeconds: 0, cost: { ...FAKE_PRICE, micros: 0 } } }),
    usage: null,
    images: null,
    volumes: null,
    setEndBy: async () => ({ kind: 'answer', value: null }),
    tidy: async () => ({ kind: 'answer', value: null }),
    leftovers: async () => ({ kind: 'answer', value: [] }),
  }
  const running = () => machines.filter(({ endedAt }) => endedAt === null).map(machine => machine.id)
  return { provider, faults, add, running, calls }
}

function troubleOf(reason: Trouble['reason']): { kind: 'trouble'; trouble: Trouble } {
  return { kind: 'trouble', trouble: { reason, message: `${reason} trouble` } }
}
