import type { BurstSummary } from '../../../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../../../common/bursts/events.ts'
import type { Plan } from '../../../../common/bursts/plan.ts'
import { JOB_FILE_SOURCE } from '../../../../common/bursts/session-source.ts'
import type { BurstState } from '../../../../common/bursts/state.ts'
import type { NeededModel } from '../../../../common/models/needed.ts'
import type { Limit } from '../../../../common/spend/limits.ts'
import type { ModelSupply } from '../../transfer/model-supply.ts'
import { createTransferBoard } from '../../transfer/board.ts'
import { createBurstStore, type BurstStore } from '../../storage/burst-store.ts'
import { openDatabase, type Db } from '../../storage/database.ts'
import type { Endings } from '../context.ts'
import type { Checkpoint } from '../outside.ts'
import { createBurstService, type BurstOrder, type BurstService } from '../service.ts'
import { createFakeCloud, type FakeCloud } from './fake-cloud.ts'
import { NO_LIMIT } from '../../transfer/line-limit.ts'
import { createMemoryDisk, type MemoryDisk } from './memory-files.ts'
import { itemsOf, JOB, planOf } from './plans.ts'
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts'

/** Everything around the bursts of one home: what survives the program, and the program, which may be started anew. */
export type BurstWorld = {
  readonly clock: VirtualClock
  readonly cloud: FakeCloud
  readonly disk: MemoryDisk
  readonly db: Db
  readonly store: BurstStore
  readonly said: string[]
  /** Set and cleared as kill-all and unlatch would. */
  readonly latch: { isSet: boolean }
  readonly line: { isMetered: boolean; isPriceStrict: boolean }
  /** Budgets of the account, filled by a test. */
  readonly limits: Limit[]
  /** Lets every rule have its end at once, until a test says otherwise. */
  readonly endings: { mayEnd: Endings['mayEnd']; withdraw: Endings['withdraw'] }
  /** A service as after a start of the program. */
  begin(checkpoint?: Checkpoint): BurstService
  /** Resolves when the events of a burst are as asked for. */
  until(service: BurstService, holds: (state: BurstState, records: readonly RecordedEvent[]) => boolean): Promise<void>
  end(): Promise<void>
}

/** Everything may be tried for so long, real milliseconds: beyond, a test fails instead of hanging. */
const PATIENCE_MS = 10_000

export function createBurstWorld(): BurstWorld {
  const clock = createVirtualClock()
  const cloud = createFakeCloud(clock)
  const disk = createMemoryDisk()
  const db = openDatabase(':memory:')
  const store = createBurstStore(db)
  const said: string[] = []
  const latch = { isSet: false }
  const line = { isMetered: false, isPriceStrict: true }
  const limits: Limit[] = []
  const endings: BurstWorld['endings'] = { mayEnd: () => true, withdraw: () => undefined }
  const services: BurstService[] = []
  let attempts = 0
  let bursts = 0

  function begin(checkpoint: Checkpoint = () => {}): BurstService {
    const service = createBurstService({
      store,
      connect: cloud.connect,
      files: disk.files,
      line: NO_LIMIT,
      folders: disk.folders,
      keys: disk.keys,
      names: {
        newAttempt: () => `attempt-${(attempts += 1)}`,
        instanceName: attempt => `burst-test-${attempt}`,
      },
      providerOf: id => (id === 'fake' ? cloud.provider : null),
      sessionsFolder: () => '/sessions',
      newBurstId: () => `burst-${(bursts += 1)}`,
      inAccount: money => money,
      limits: () => limits,
      endings,
      alarm: (_, message) => void said.push(message),
      patience: () => ({ idleMs: 3_600_000, unreachableMs: 600_000 }),
      givesBackPractice: true,
      isPriceStrict: () => line.isPriceStrict,
      isStopped: () => latch.isSet,
      readInput: () => Promise.reject(new Error('no job here starts from a picture')),
      programs: { worker: Buffer.from('the worker'), models: Buffer.from('the keeper') },
      upLine: NO_LIMIT,
      board: createTransferBoard(() => 0),
      isMetered: () => line.isMetered,
      engine: () => 'auto',
      findRsync: async () => null,
      models: suppliedFrom(MODEL),
      lifetimeMs: () => 24 * 3_600_000,
      wallNow: () => clock.now(),
      rest: (ms, signal) => clock.sleep(ms, signal),
      checkpoint,
      log: (message, details) => said.push(`${message}: ${String(details)}`),
    })
    services.push(service)
    return service
  }

  return {
    clock,
    cloud,
    disk,
    db,
    store,
    said,
    latch,
    line,
    limits,
    endings,
    begin,
    until: (service, holds) =>
      new Promise(resolve => {
        const stop = service.onEvents((records, state) => {
          if (!holds(state, records)) return
          stop()
          resolve()
        })
      }),
    async end() {
      await Promise.all(services.map(service => service.stop()))
      cloud.stop()
      clock.stop()
      db.close()
    },
  }
}

/** A model of this world's computer. */
const MODEL = Buffer.from('a model')
export const MODELS: readonly NeededModel[] = [
  { folder: 'checkpoints', name: 'model.safetensors', sha256: 'a'.repeat(64), bytes: MODEL.length },
]

/** Every content is this one. */
function suppliedFrom(content: Buffer): ModelSupply {
  return {
    open: async () => ({
      file: '/models/model.safetensors',
      bytes: content.length,
      read: async (position, length) => content.subarray(position, position + length),
      close: async () => {},
    }),
    addressesOf: async function* () {},
  }
}

/** An order for so many pictures. */
/** `isPrivate`: as the setting says. */
export function orderOf(
  count: number,
  plan: Partial<Plan> = {},
  models: readonly NeededModel[] = [],
  isPrivate = false,
): BurstOrder {
  return {
    name: 'lighthouses',
    template: null,
    job: JOB,
    items: itemsOf(count),
    plan: planOf(plan),
    models,
    private: isPrivate,
    out: '/out',
    sessionsHere: null,
    source: JOB_FILE_SOURCE,
  }
}

/** The burst when it has ended; fails instead of waiting for ever. */
export function ended(service: BurstService, id = 'burst-1'): Promise<BurstSummary> {
  return service.whenEnded(id, AbortSignal.timeout(PATIENCE_MS))
}

/** Seeds that were made more than once. */
export function madeTwice({ cloud }: BurstWorld): number[] {
  return [...cloud.made].filter(([, times]) => times > 1).map(([seed]) => seed)
}

export function eventTypes({ store }: BurstWorld, burstId = 'burst-1'): string[] {
  return [...store.events({ burstId, since: 0, limit: -1 })].map(({ event }) => event.type)
}
