import type { BurstEvent } from '../../../common/bursts/events.ts'
import { instanceIdOf, type BurstState, type Lane } from '../../../common/bursts/state.ts'
import type { Money } from '../../../common/money.ts'
import type { Limit } from '../../../common/spend/limits.ts'
import type { LaneKeyStore } from '../remote/keys.ts'
import type { Charge, Provider } from '../providers/provider.ts'
import type { Connect, RemoteConnection } from '../remote/remote.ts'
import type { BurstStore } from '../storage/burst-store.ts'
import type { HomeFiles } from '../transfer/home-files.ts'
import type { Settings } from '../../../common/settings.ts'
import type { FindRsync } from '../transfer/rsync/run-rsync.ts'
import type { TransferBoard } from '../transfer/board.ts'
import type { ModelSupply } from '../transfer/model-supply.ts'
import type { LineLimit } from '../transfer/line-limit.ts'
import type { InstancePrograms } from '../worker/install.ts'
import type { Handed } from './handed.ts'
import type { Recorder } from './recorder.ts'

/** What every task of a burst works with. All outside things are here; tasks import none. */
export type BurstContext = {
  /** Of the plan's first offer: its clock is that of all of them. */
  readonly provider: Provider
  /** Who rents out a lane's instance. */
  readonly providerOf: (lane: number) => Provider
  readonly connect: Connect
  readonly files: HomeFiles
  readonly line: LineLimit
  /** The home line the other way. */
  readonly upLine: LineLimit
  readonly models: ModelSupply
  readonly board: TransferBoard
  /** This line costs by the byte, as the user says. */
  readonly isMetered: () => boolean
  /** How files travel; read for each connection. */
  readonly engine: () => Settings['transfer-engine']
  readonly findRsync: FindRsync
  readonly store: BurstStore
  readonly recorder: Recorder
  readonly keys: LaneKeyStore
  /** The connection of each lane that has one now. */
  readonly connections: Map<number, RemoteConnection>
  readonly names: { newAttempt(): string; instanceName(attempt: string): string }
  /** An amount as the account counts it. */
  readonly inAccount: (money: Money) => Money
  /** Budgets beside the burst's own limit, and what everything else uses of them; none for practice money. */
  readonly limits: (state: BurstState) => readonly Limit[]
  /** Has another burst hand over an instance that it keeps; null where it is not to be had. Safe to repeat. */
  readonly takeOver: (takes: { burstId: string; lane: number }, to: string) => Handed | null
  /** What earlier bursts were charged for an instance that was handed on; null for one of our own. */
  readonly chargedBefore: (attempt: string) => Charge | null
  /** Ends that a rule wants are announced first, and may be stopped. */
  readonly endings: Endings
  /** Somebody must hear of it though nobody looks; told once for each key. */
  readonly alarm: (key: string, message: string, simulated: boolean) => void
  /** Whether a machine that is much slower than its kind is given back; practice machines are as slow as they were told to be. */
  readonly givesBackSlow: (lane: number) => boolean
  /** An instance that bills more than was agreed ends before anything is sent to it. */
  readonly isPriceStrict: () => boolean
  /** True once kill-all was pressed: no create leaves any more. */
  readonly isStopped: () => boolean
  readonly programs: InstancePrograms
  /** A picture of this computer that graphs start from, whole. Rejects where it cannot be read or is too large. */
  readonly readInput: (file: string) => Promise<Buffer>
  /** How long an instance may make nothing, or not be reached, before it is given up; null: for ever. Ms on its clock. */
  readonly patience: () => { readonly idleMs: number | null; readonly unreachableMs: number | null }
  /** The longest an instance may live, ms on the provider's clock; read at each look, so that a change counts at once. */
  readonly lifetimeMs: () => number
  /** Real time, ms since 1970. */
  readonly wallNow: () => number
  /** Rests for real milliseconds: for what our own machine and line need, whatever the provider's clock does. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: (message: string, details?: unknown) => void
  /** Calls back after every change of the burst until the signal aborts. */
  readonly onChange: (listener: () => void, signal: AbortSignal) => void
}

/** The announcer of the watchdog, as far as a burst needs it. */
export type Endings = {
  mayEnd(asked: { provider: string; instanceId: string; rule: 'idle' | 'unreachable'; message: string }): boolean
  withdraw(which: { provider: string; instanceId: string; rule?: 'idle' | 'unreachable' }): void
}

/** Whether a rule may end the lane now; it is announced at the first question, and has to be asked again. */
export function mayEndLane(
  context: BurstContext,
  index: number,
  rule: 'idle' | 'unreachable',
  message: string,
): boolean {
  const provider = context.providerOf(index).id
  return context.endings.mayEnd({ provider, instanceId: instanceIdOf(laneOf(context, index)) ?? '', rule, message })
}

/** The lane comes on again. */
export function withdrawEnd(context: BurstContext, index: number, rule?: 'idle' | 'unreachable'): void {
  const instanceId = instanceIdOf(laneOf(context, index))
  if (instanceId === null) return
  context.endings.withdraw({ provider: context.providerOf(index).id, instanceId, ...(rule ? { rule } : {}) })
}

export function laneOf(context: BurstContext, index: number): Lane {
  const lane = context.recorder.state().lanes[index]
  if (!lane) throw new Error(`no lane ${index}`)
  return lane
}

/** Records that a lane must end, unless it is on its way out already. */
export function closeLane(
  context: BurstContext,
  index: number,
  reason: Extract<BurstEvent, { type: 'lane.closing' }>['reason'],
  message: string,
): void {
  context.recorder.record([
    state =>
      isClosable(state, index) ? [{ type: 'lane.closing', lane: index, reason, message: message.slice(0, 2000) }] : [],
  ])
}

function isClosable(state: BurstState, index: number): boolean {
  const kind = state.lanes[index]?.phase.kind
  return kind === 'booting' || kind === 'running'
}
