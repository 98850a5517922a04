import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { SessionSource } from '../../../common/bursts/session-source.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { JobSettings, PromptItem } from '../../../common/job/job.ts'
import type { Provider } from '../providers/provider.ts'
import type { LaneKeyStore } from '../remote/keys.ts'
import type { Connect } from '../remote/remote.ts'
import type { BurstStore } from '../storage/burst-store.ts'
import type { HomeFiles } from '../transfer/home-files.ts'
import type { Checkpoint } from './outside.ts'

/** Everything outside that bursts need. The service guards the ports with `checkpoint` itself. */
export type BurstServiceDeps = {
  readonly store: BurstStore
  /** Null for a provider that this app does not know (any more). */
  readonly providerOf: (id: string) => Provider | null
  readonly connect: Connect
  readonly files: HomeFiles
  readonly keys: LaneKeyStore
  readonly names: { newAttempt(): string; instanceName(attempt: string): string }
  /** True while the stop latch is set. */
  readonly isStopped: () => boolean
  readonly workerSource: Buffer
  /** Where sessions go that name no folder of their own; read at each start. */
  readonly sessionsFolder: () => string
  /** Read at each look, so that a changed setting counts at once; ms on the provider's clock. */
  readonly lifetimeLimitMs: () => number
  readonly newBurstId: () => string
  /** Real time, ms since 1970. */
  readonly wallNow: () => number
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly checkpoint: Checkpoint
  readonly log: (message: string, details?: unknown) => void
}

export type BurstOrder = {
  readonly name: string
  /** Path of the template; null for a job file. */
  readonly template: string | null
  readonly job: JobSettings
  readonly items: Iterable<PromptItem>
  readonly plan: Plan
  /** Absolute; null for a new folder among the sessions. */
  readonly out: string | null
  readonly source: SessionSource
}

/** Told after the commit, in order; `state` is the state after the last of the records. */
export type BurstListener = (records: readonly RecordedEvent[], state: BurstState) => void

/**
 * Bursts, as the faces know them. Ids may be shortened as long as one burst is meant.
 *
 * Wishes answer as soon as they are recorded, and are safe to repeat: one that is fulfilled changes nothing.
 */
export type BurstService = {
  /** Records the burst and begins to drive it. BurstError: `out-not-empty`, `stop-latch`. */
  start(order: BurstOrder): Promise<BurstSummary>
  /** Newest first. */
  list(): BurstSummary[]
  show(id: string): BurstSummary
  pause(id: string): Promise<BurstSummary>
  resume(id: string): Promise<BurstSummary>
  finish(id: string): Promise<BurstSummary>
  cancel(id: string): Promise<BurstSummary>
  /** Drives every burst that has not ended; once, at the start of an engine that drives. */
  recover(): Promise<void>
  /** Records on every burst that kill-all was pressed. */
  killed(): void
  /** Gives back how to stop listening. */
  onEvents(listener: BurstListener): () => void
  summaryOf(state: BurstState): BurstSummary
  /** The full id; BurstError where no burst or more than one is meant. */
  idOf(id: string): string
  /** Resolves when the burst has ended. */
  whenEnded(id: string, signal: AbortSignal): Promise<BurstSummary>
  /** Resolves when every burst has ended or rests paused without an instance. */
  whenIdle(signal: AbortSignal): Promise<void>
  /** Stops driving without a trace in the record: the next engine carries on. */
  stop(): Promise<void>
}

/** Not there yet: composed by `createBurstService` below. */
export declare function createBurstService(deps: BurstServiceDeps): BurstService
