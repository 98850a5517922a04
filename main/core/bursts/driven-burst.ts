import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { Provider } from '../providers/provider.ts'
import type { LaneKeyStore } from '../remote/keys.ts'
import type { Connect } from '../remote/remote.ts'
import type { BurstStore } from '../storage/burst-store.ts'
import type { HomeFiles } from '../transfer/home-files.ts'
import type { Settings } from '../../../common/settings.ts'
import type { FindRsync } from '../transfer/rsync/run-rsync.ts'
import type { TransferBoard } from '../transfer/board.ts'
import type { ModelSupply } from '../transfer/model-supply.ts'
import type { InstancePrograms } from '../worker/install.ts'
import type { LineLimit } from '../transfer/line-limit.ts'
import type { BurstContext } from './context.ts'
import { driveBurst, type Driver } from './driver.ts'
import {
  withConnectCheckpoints,
  withFileCheckpoints,
  withKeyCheckpoints,
  withProviderCheckpoints,
  type Checkpoint,
} from './outside.ts'
import { createRecorder, type Recorder } from './recorder.ts'

/** Everything outside that driving a burst needs, unguarded. */
export type DrivingDeps = {
  readonly store: BurstStore
  readonly connect: Connect
  readonly files: HomeFiles
  readonly line: LineLimit
  readonly upLine: LineLimit
  readonly models: ModelSupply
  readonly board: TransferBoard
  /** This line costs by the byte, as the user says. */
  readonly isMetered: () => boolean
  /** How files travel; read for each connection. */
  readonly engine: () => Settings['transfer-engine']
  readonly findRsync: FindRsync
  readonly keys: LaneKeyStore
  readonly names: { newAttempt(): string; instanceName(attempt: string): string }
  /** True while the stop latch is set. */
  readonly isStopped: () => boolean
  readonly programs: InstancePrograms
  /** The longest an instance may live, ms on the provider's clock; read at each look, so that a change counts at once. */
  readonly lifetimeLimitMs: () => number
  /** Real time, ms since 1970. */
  readonly wallNow: () => number
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly checkpoint: Checkpoint
  readonly log: (message: string, details?: unknown) => void
}

/** Told after the commit, in order; `state` is the state after the last of the records. */
export type BurstListener = (records: readonly RecordedEvent[], state: BurstState) => void

/** A burst in memory: its record, and from `drive` on whoever carries it out. */
export type DrivenBurst = {
  readonly recorder: Recorder
  drive(): Driver
}

/** Takes a burst up as its record left it; nothing happens before `drive`. */
export function takeUp(deps: DrivingDeps, provider: Provider, initial: BurstState, tell: BurstListener): DrivenBurst {
  const listeners = new Set<() => void>()
  const recorder = createRecorder({
    store: deps.store,
    initial,
    wallNow: deps.wallNow,
    clockNow: () => provider.facts.clock.now(),
    publish: (records, state) => {
      for (const listener of listeners) guarded(deps, listener)
      guarded(deps, () => tell(records, state))
    },
    checkpoint: deps.checkpoint,
  })
  const context = contextOf(deps, provider, recorder, (listener, signal) => {
    if (signal.aborted) return
    listeners.add(listener)
    signal.addEventListener('abort', () => listeners.delete(listener), { once: true })
  })
  return { recorder, drive: () => driveBurst(context) }
}

/** What is committed has happened: whoever fails to hear of it must not make the recording fail. */
function guarded({ log }: DrivingDeps, listener: () => void): void {
  try {
    listener()
  } catch (error) {
    log('somebody who was told of an event failed', error)
  }
}

function contextOf(
  deps: DrivingDeps,
  provider: Provider,
  recorder: Recorder,
  onChange: BurstContext['onChange'],
): BurstContext {
  const {
    store,
    line,
    upLine,
    models,
    board,
    isMetered,
    engine,
    findRsync,
    names,
    isStopped,
    programs,
    wallNow,
    rest,
    checkpoint,
    log,
  } = deps
  return {
    provider: withProviderCheckpoints(provider, checkpoint),
    connect: withConnectCheckpoints(deps.connect, checkpoint),
    files: withFileCheckpoints(deps.files, checkpoint),
    keys: withKeyCheckpoints(deps.keys, checkpoint),
    lifetimeMs: deps.lifetimeLimitMs,
    store,
    line,
    upLine,
    models,
    board,
    isMetered,
    engine,
    findRsync,
    recorder,
    names,
    isStopped,
    programs,
    wallNow,
    rest,
    log,
    onChange,
  }
}
