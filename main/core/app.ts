import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import type { Handlers, Publishers } from '../../common/contract.ts'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { Settings } from '../../common/settings.ts'
import { APP_ROOT } from './app-root.ts'
import { createBurstService } from './bursts/service.ts'
import { allHandlers, allPublishers } from './handlers/all.ts'
import type { Parts } from './handlers/parts.ts'
import type { Clock } from './clock.ts'
import type { Home } from './home.ts'
import { checkpointFrom } from './kill-point.ts'
import type { Log } from './log.ts'
import { createProviders } from './providers/registry.ts'
import { connectSsh } from './remote/connect.ts'
import { createLaneKeyStore } from './remote/keys.ts'
import type { Connect } from './remote/remote.ts'
import { createAlerts } from './alerts/alerts.ts'
import { raiseBudgetAlerts } from './alerts/budget-watch.ts'
import { createChannels } from './alerts/channels.ts'
import { raiseStopAlerts } from './alerts/stop-alerts.ts'
import { startAlertRounds } from './alerts/rounds.ts'
import { createAccountCharges } from './spend/account-charges.ts'
import { startUsageRounds } from './spend/usage.ts'
import { createBudgets } from './spend/budgets.ts'
import { createBurstStore, type BurstStore } from './storage/burst-store.ts'
import { createGalleryStore } from './storage/gallery-store.ts'
import { readInput } from './jobs/read-input.ts'
import type { RejectedOf } from './jobs/rejected-job.ts'
import { openDatabase, type Db } from './storage/database.ts'
import { endByOfAttempt } from './storage/lane-ends.ts'
import { burstOfAttempt, isProviderUsed } from './storage/ledger-store.ts'
import { readSettings } from './storage/settings-store.ts'
import { createLineLimit } from './transfer/line-limit.ts'
import { createHomeFiles } from './transfer/home-files.ts'
import { createSessionFolders } from './transfer/session-folder.ts'
import { createModelSources } from './models/sources.ts'
import { createModelSupply } from './models/supply.ts'
import { openSecrets } from './storage/secrets/open-secrets.ts'
import { createSourceStore } from './storage/source-store.ts'
import { findRsync } from './transfer/rsync/run-rsync.ts'
import { createTransferBoard } from './transfer/board.ts'
import { createHasher } from './models/hasher.ts'
import { ModelLibrary } from './models/library.ts'
import { createModelStore } from './storage/model-store.ts'
import { buildWatch } from './watchdog/build-watch.ts'
import { openIdentity } from './watchdog/identity.ts'
import { listInstances } from './watchdog/instances.ts'
import { createSafety, outstandingOf } from './watchdog/safety.ts'
import { openStopLatch } from './watchdog/stop-latch.ts'
import { libraryFolders } from './templates/library-folders.ts'
import { TemplateLibrary } from './templates/library.ts'

/** The app without a face. It looks and records; only `start` makes it drive bursts and watch what runs. */
export type App = {
  readonly handlers: Handlers
  readonly publishers: Publishers
  start(): Promise<void>
  /** Stops driving without a trace in the record, and gives everything back. */
  stop(): Promise<void>
  /** Resolves when no burst that is driven is unfinished. */
  whenIdle(signal: AbortSignal): Promise<void>
}

export type AppOptions = {
  /** A folder that is there and may be written to. */
  readonly home: Home
  readonly env: NodeJS.ProcessEnv
  readonly log: Log
  /** How instances are reached; by SSH over this computer's own line where it is absent. */
  readonly connect?: Connect
  /** On which real clouds are waited for; the system's own where it is absent. */
  readonly clock?: Clock
  /** Somebody asked this engine to leave. */
  readonly onStop: () => void
}

export type BuildApp = (options: AppOptions) => Promise<App>

/** Builds the whole app of a home. Its caller owns the home: nobody else may write the database meanwhile. */
export const buildApp: BuildApp = async ({ home, env, log, connect = connectSsh, clock, onStop }) => {
  // The first thing of a home: one that has anything else and no identity has lost it.
  const identity = await openIdentity(home.identity)
  const db = openDatabase(home.database)
  const store = createBurstStore(db)
  const settings = () => readSettings(db)
  const latch = openStopLatch(home.stopLatch)
  const secrets = openedOnce(() => openSecrets(home, { env, platform: process.platform }))
  const providers = createProviders({
    home,
    env,
    secrets,
    log,
    sandboxSpeed: () => settings()['sandbox-speed'],
    ovhSelfEnd: () => settings()['ovh-self-end'],
    runpodTerminateAfter: () => settings()['runpod-terminate-after'],
    homeGpu: {
      address: () => settings()['home-comfyui'] || null,
      nothing: () => ({ micros: 0, currency: settings().currency, taxIncluded: true, simulated: false }),
      secondsPerImage: () => settings()['local-seconds-per-image'],
    },
    ...(clock ? { clock } : {}),
  })
  const models = new ModelLibrary(createModelStore(db), createHasher())
  const sources = createModelSources({
    store: createSourceStore(db),
    env,
    secrets,
  })
  const keys = createLaneKeyStore(home.keys)
  const board = createTransferBoard(realNow)
  const alerts = createAlerts({ db, channels: createChannels({ settings, secrets }), wallNow: Date.now, log })
  const charges = createAccountCharges({ db, settings, providerOf: id => providers.of(id), wallNow: Date.now })
  const budgets = createBudgets({
    settings,
    chargesSince: from => charges.past(from),
    unfinished: () => service.unfinished(),
    runningOf: state => charges.running(state),
    costOf: state => charges.ofBurst(state),
    inAccount: money => charges.inAccount(money),
    wallNow: Date.now,
  })
  const { watchdog, announcer, news, alarm } = buildWatch({
    db,
    settings,
    providers: () => providers.all(),
    identity,
    alerts,
    inAccount: money => charges.inAccount(money),
    endLane: (attempt, broken) => service.endByRule(attempt, broken),
    rest,
    wallNow: Date.now,
    log,
  })
  const service = createBurstService({
    store,
    providerOf: id => providers.of(id),
    connect,
    files: createHomeFiles(),
    line: createLineLimit({ bytesPerSecond: limitOf('download-limit-mbits', settings), now: realNow, rest }),
    upLine: createLineLimit({ bytesPerSecond: limitOf('upload-limit-mbits', settings), now: realNow, rest }),
    models: createModelSupply(models, sources, log),
    board,
    isMetered: readNowAndThen(() => settings()['metered-line']),
    engine: () => settings()['transfer-engine'],
    findRsync,
    folders: createSessionFolders(),
    keys,
    names: identity,
    inAccount: money => charges.inAccount(money),
    limits: state => (state.plan.estimate.cost.simulated ? [] : budgets.limits(state)),
    endings: announcer,
    alarm,
    patience: () => ({
      idleMs: secondsOrNull(settings()['watch-idle-seconds']),
      unreachableMs: secondsOrNull(settings()['watch-unreachable-seconds']),
    }),
    isPriceStrict: () => settings()['strict-price'],
    isStopped: () => latch.isSet(),
    programs: { worker: resource('worker.py'), models: resource('models.py') },
    readInput,
    sessionsFolder: here => settings()['output-dir'] || (here ?? home.sessions),
    lifetimeMs: () => settings()['lifetime-limit-seconds'] * 1000,
    newBurstId: () => randomId(4),
    wallNow: Date.now,
    rest,
    checkpoint: checkpointFrom(env, () => process.kill(process.pid, 'SIGKILL')),
    log,
  })
  const lookForAlerts = () =>
    raiseBudgetAlerts({
      alerts,
      budgets,
      settings,
      unfinished: () => service.unfinished(),
      costOf: state => charges.ofBurst(state),
      wallNow: Date.now,
    })
  let rounds: { stop(): Promise<void> } | null = null
  let usage: { stop(): Promise<void> } | null = null
  const safety = createSafety({
    look: async signal =>
      await listInstances({
        // A practice cloud that was never used need not be woken.
        providers: providers.all().filter(({ id, facts }) => !facts.simulated || isProviderUsed(db, id)),
        identity,
        burstOfAttempt: attempt => burstOfAttempt(db, attempt)?.burstId ?? null,
        endByOfAttempt: attempt => endByOfAttempt(db, attempt),
        all: false,
        withLeftovers: false,
        wallNow: Date.now,
        signal,
      }),
    outstanding: () => outstandingOf(store.unfinished().map(id => service.show(id))),
    announced: () => announcer.pending(),
    isLatched: () => latch.isSet(),
    wallNow: Date.now,
  })
  const parts: Parts = {
    home,
    db,
    env,
    store,
    settings,
    providers,
    secrets,
    service,
    identity,
    latch,
    watchdog,
    announcer,
    news,
    safety,
    charges,
    budgets,
    alerts,
    lookForAlerts,
    jobs: {
      folders: here =>
        libraryFolders({
          setting: settings()['templates-dir'],
          here,
          samples: path.join(APP_ROOT, 'resources/templates'),
          home: home.templates,
        }),
      checkpoint: () => settings().checkpoint,
      newJobId: () => randomId(8),
      rejectedOf: given => rejectedOf(db, store, service.show(given)),
    },
    library: new TemplateLibrary(),
    models,
    sources,
    keys,
    connect,
    board,
    wallNow: Date.now,
    rest,
    version: readVersion(),
    log,
    onStop,
  }
  return {
    handlers: allHandlers(parts),
    publishers: allPublishers(parts),
    async start() {
      await service.recover()
      rounds = startAlertRounds({ alerts, look: lookForAlerts, rest, log })
      watchdog.start()
      usage = startUsageRounds({ db, providers: () => providers.all(), wallNow: Date.now, rest, log })
      service.onEvents((records, state) => {
        raiseStopAlerts(alerts, records, state)
        // Law 2 from another side: what a burst has ended is looked for at once.
        if (records.some(({ event }) => event.type === 'lane.gone')) watchdog.lookSoon()
      })
    },
    async stop() {
      await rounds?.stop()
      await usage?.stop()
      await watchdog.stop()
      await service.stop()
      await providers.stop()
      await models.close()
      db.close()
    },
    whenIdle: signal => service.whenIdle(signal),
  }
}

/** To open the keyring is to try it out: not for each question. What failed is tried again. */
function openedOnce<T>(open: () => Promise<T>): () => Promise<T> {
  let opened: Promise<T> | null = null
  return async () => {
    opened ??= open()
    try {
      return await opened
    } catch (error) {
      opened = null
      throw error
    }
  }
}

const realNow = () => performance.now()

function rejectedOf(db: Db, store: BurstStore, { id, name }: BurstSummary): RejectedOf {
  const items = createGalleryStore(db)
    .marked(id, 'reject')
    .map(item => store.item(id, item))
  return { name, settings: store.job(id), items }
}

function resource(name: string): Buffer {
  return readFileSync(path.join(APP_ROOT, 'resources/worker', name))
}

/** A limit in seconds as ms; null where it is switched off. */
function secondsOrNull(seconds: number): number | null {
  return seconds === 0 ? null : seconds * 1000
}

const BYTES_PER_MBIT = 125_000
/** Every chunk asks for the limit; the database need not be read as often, ms. */
const SETTING_HOLDS_MS = 500

function limitOf(key: 'download-limit-mbits' | 'upload-limit-mbits', settings: () => Settings): () => number {
  return readNowAndThen(() => settings()[key] * BYTES_PER_MBIT)
}

/** What every chunk of a transfer asks for. */
function readNowAndThen<T>(read: () => T): () => T {
  let known: { at: number; value: T } | null = null
  return () => {
    const at = performance.now()
    if (known === null || at - known.at > SETTING_HOLDS_MS) known = { at, value: read() }
    return known.value
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal })
}

function randomId(bytes: number): string {
  return randomBytes(bytes).toString('hex')
}

function readVersion(): string {
  const text = readFileSync(path.join(APP_ROOT, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version
}
