import type { BurstSummary } from '../../../../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../../../../common/bursts/events.ts'
import { JOB_FILE_SOURCE } from '../../../../../common/bursts/session-source.ts'
import type { Money } from '../../../../../common/money.ts'
import { createBurstService } from '../../../bursts/service.ts'
import { createFakeMachine, type FakeMachine } from '../../../bursts/testing/fake-machine.ts'
import { createMemoryDisk } from '../../../bursts/testing/memory-files.ts'
import { itemsOf, JOB, planOf } from '../../../bursts/testing/plans.ts'
import { createKeyPair } from '../../../remote/key-pair.ts'
import { RemoteError, type Connect } from '../../../remote/remote.ts'
import { createBurstStore } from '../../../storage/burst-store.ts'
import { openDatabase } from '../../../storage/database.ts'
import { createTransferBoard } from '../../../transfer/board.ts'
import { NO_LIMIT } from '../../../transfer/line-limit.ts'
import { instanceNames } from '../../../watchdog/names.ts'
import type { Provider } from '../../provider.ts'
import type { FastClock } from './fast-clock.ts'
import type { SimMachine } from './machines.ts'
import type { CloudSimulator } from './simulator.ts'

export type BurstLife = {
  readonly burst: BurstSummary
  readonly events: readonly RecordedEvent[]
}

const PICTURES = 3
const PATIENCE_MS = 8000
/** Every machine has the same: to make keys takes longer than a life. */
const KEYS = { client: createKeyPair('client'), host: createKeyPair('host') }
const PRICE: Money = { micros: 3_500_000, currency: 'USD', taxIncluded: false, simulated: false }
let lives = 0

/**
 * A whole burst, from its intent to the proof of its end, through a provider's real client and over HTTP. The machines
 * behind the simulator answer in memory.
 */
export async function burstWith(simulator: CloudSimulator, provider: Provider, clock: FastClock): Promise<BurstLife> {
  const db = openDatabase(':memory:')
  const store = createBurstStore(db)
  const disk = createMemoryDisk()
  const inside = new Map<SimMachine, FakeMachine>()
  const mood = {
    secondsPerPicture: 1,
    seconds: new Map(),
    failing: new Map(),
    missing: new Set<number>(),
    refusesShares: false,
  }
  let attempts = 0
  lives += 1
  const life = lives

  const connect: Connect = async ({ host, port }) => {
    const machine = simulator.machines
      .running()
      .find(
        one =>
          one.boot !== null && (host === one.ip || (host === '127.0.0.1' && port === simulator.machines.sshPort(one))),
      )
    if (!machine) throw new RemoteError('unreachable', 'nobody answers')
    const fake = inside.get(machine) ?? createFakeMachine(clock, mood, () => {})
    inside.set(machine, fake)
    return fake.connect()
  }

  const service = createBurstService({
    store,
    connect,
    files: disk.files,
    line: NO_LIMIT,
    upLine: NO_LIMIT,
    folders: disk.folders,
    keys: { ...disk.keys, read: async () => KEYS },
    names: {
      ...instanceNames({
        install: '0a1b2c3d',
        random: () =>
          Buffer.from(`${life.toString(16).padStart(8, '0')}${(attempts += 1).toString(16).padStart(8, '0')}`, 'hex'),
        mac: text => Buffer.from(text.padEnd(32)).subarray(-32),
      }),
    },
    providerOf: () => provider,
    sessionsFolder: () => '/sessions',
    newBurstId: () => 'burst-1',
    limits: () => [],
    inAccount: money => money,
    endings: { mayEnd: () => true, withdraw: () => undefined },
    alarm: () => undefined,
    patience: () => ({ idleMs: 3_600_000, unreachableMs: 600_000 }),
    isPriceStrict: () => true,
    isStopped: () => false,
    readInput: () => Promise.reject(new Error('no job here starts from a picture')),
    programs: { worker: Buffer.from('the worker'), models: Buffer.from('the keeper') },
    board: createTransferBoard(() => 0),
    isMetered: () => false,
    engine: () => 'auto',
    findRsync: async () => null,
    models: { open: async () => Promise.reject(new Error('no model is needed')), addressesOf: async function* () {} },
    lifetimeMs: () => 24 * 3_600_000,
    wallNow: Date.now,
    rest: async (ms, signal) => await clock.sleep(ms, signal),
    checkpoint: () => {},
    log: () => {},
  })
  const offers = [simulator.offerId, simulator.offerId].map(offerId => ({
    offerId,
    gpu: 'H100',
    region: 'here',
    pricePerHour: PRICE,
  }))
  await service.start({
    name: 'lighthouses',
    template: null,
    job: JOB,
    items: itemsOf(PICTURES),
    plan: { ...planOf(), provider: provider.id, offers, estimate: { seconds: 600, cost: PRICE } },
    models: [],
    private: false,
    out: '/out',
    sessionsHere: null,
    source: JOB_FILE_SOURCE,
  })
  try {
    const burst = await service.whenEnded('burst-1', AbortSignal.timeout(PATIENCE_MS))
    return { burst, events: [...store.events({ burstId: 'burst-1', since: 0, limit: -1 })] }
  } finally {
    await service.stop()
    for (const fake of inside.values()) fake.end()
    db.close()
  }
}
