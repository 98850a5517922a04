import type { NeededModel } from '../models/needed.ts'
import type { Money } from '../money.ts'
import type { FinishedBy, LaneEnd, Outcome } from './events.ts'
import type { ItemList } from './items.ts'
import type { Plan } from './plan.ts'
import type { Ranges } from './ranges.ts'

/** What the user (or a safety rule) wants of the burst right now. */
export type Wish = 'run' | 'pause' | 'finish' | 'cancel' | 'kill'

export type LanePhase =
  | { kind: 'intended' }
  | { kind: 'unknown'; since: number; message: string }
  | { kind: 'booting'; instanceId: string }
  | { kind: 'running'; instanceId: string; connected: boolean; ready: boolean }
  | { kind: 'closing'; instanceId: string | null; reason: LaneEnd; message: string | null }
  | { kind: 'gone'; instanceId: string | null; reason: LaneEnd; message: string | null }
  | { kind: 'handed'; instanceId: string; to: string }
  | { kind: 'absent' }
  | { kind: 'rejected'; reason: string; message: string }

export type Lane = {
  readonly lane: number
  readonly attempt: string
  readonly name: string
  readonly offer: number
  readonly pricePerHour: Money
  readonly endBy: number
  readonly phase: LanePhase
  readonly shares: readonly { share: string; items: Ranges; delivered: boolean }[]
  readonly drained: boolean
  /** Models of the burst, by hash, that the instance is known to have. */
  readonly models: readonly string[]
  /** Nothing of the user's but models is on it any more. */
  readonly wiped: boolean
  /** Until when the instance waits for another burst, ms on the provider's clock; null while it works. */
  readonly warmUntil: number | null
  /** When the instance was asked for by another burst, ms on the provider's clock; null for one of our own. */
  readonly born: number | null
  /** What becomes of its disk as a prepared image; null where nobody wants one of it. */
  readonly image: LaneImage | null
  /** Pictures of this lane that are verified at home. */
  readonly collected: number
  readonly billed: { seconds: number; cost: Money } | null
  /** Instants on the provider's clock, null until they happen. */
  readonly marks: LaneMarks
  /**
   * Union of the GPU's busy intervals so far, ms on the instance's clock; intervals arrive in order of completion. With
   * how many there were, and when the first one ended.
   */
  readonly gpu: { busyMs: number; pictures: number; firstEnd: number; lastEnd: number }
}

export type LaneImage =
  | { readonly kind: 'wished'; readonly name: string }
  | { readonly kind: 'kept'; readonly name: string; readonly imageId: string }
  | { readonly kind: 'failed'; readonly message: string }

export type LaneMarks = {
  readonly intended: number
  readonly running: number | null
  readonly ready: number | null
  /** When the newest model was placed. */
  readonly model: number | null
  readonly delivered: number | null
  readonly firstMade: number | null
  readonly lastMade: number | null
  readonly lastVerified: number | null
  readonly closing: number | null
  readonly gone: number | null
}

export type ItemFailure = { readonly item: number; readonly code: string; readonly message: string }

export type BurstState = {
  readonly id: string
  readonly kind: 'images'
  readonly name: string
  readonly template: string | null
  readonly out: string
  readonly plan: Plan
  readonly models: readonly NeededModel[]
  readonly private: boolean
  readonly wish: Wish
  /** The rule that wants it to finish, and why; null where the user does, or nobody. */
  readonly stopped: { readonly by: FinishedBy; readonly message: string } | null
  /** The offer that somebody has to agree to first; null: none. And the cost that was agreed to beyond the plan's. */
  readonly asked: number | null
  readonly agreed: Money | null
  /** From when on nothing more is begun, ms on the provider's clock; null: until everything is made. */
  readonly finishAt: number | null
  /** Whether the first picture is to be looked at before the rest is begun, and was found good; null: not yet, or nobody wants it. */
  readonly look: 'asked' | 'approved' | null
  readonly items: ItemList
  readonly lanes: readonly Lane[]
  /** Lanes below this number belong to a run before the last resume. */
  readonly firstLane: number
  readonly bytes: number
  readonly failures: readonly ItemFailure[]
  /** What is being waited for beyond the usual, e.g. a full disk at home; null when nothing is. */
  readonly waiting: string | null
  readonly createdAt: number
  readonly createdClock: number
  readonly ended: {
    readonly at: number
    readonly clock: number
    readonly outcome: Outcome
    readonly message: string | null
  } | null
  readonly lastSeq: number
  /** When the newest event was written: on the wall clock and on the provider's. */
  readonly last: { readonly at: number; readonly clock: number }
}

export function isLive(lane: Lane): boolean {
  return !['gone', 'handed', 'absent', 'rejected'].includes(lane.phase.kind)
}

/** Live and not on its way out. */
export function isOpen(lane: Lane): boolean {
  return isLive(lane) && lane.phase.kind !== 'closing'
}

export function instanceIdOf(lane: Lane): string | null {
  return 'instanceId' in lane.phase ? lane.phase.instanceId : null
}

/** Only one picture is made until somebody has looked at it. */
export function awaitsLook({ plan, look, items }: BurstState): boolean {
  return plan.canarySeconds !== undefined && look !== 'approved' && items.length > 1
}

export function isRunning(lane: Lane): boolean {
  return lane.phase.kind === 'running'
}

/** How many items the lane was given and has not brought home, lost or given up. */
export function heldItems(state: BurstState, lane: Lane): number {
  return state.items.heldBy[lane.lane] ?? 0
}

/** Everything is made, and the plan keeps an instance that has worked for the next burst. */
export function staysWarm(state: BurstState, lane: Lane): boolean {
  return (state.plan.warmSeconds ?? 0) > 0 && isRunning(lane) && lane.collected > 0
}

/** Everything is made, and the disk of this lane is still to become the image that the burst is for. */
export function isToBecomeImage(state: BurstState, lane: Lane): boolean {
  const isSettled = state.lanes.some(({ image }) => image?.kind === 'kept' || image?.kind === 'failed')
  return state.plan.keepsImage !== undefined && !isSettled && isRunning(lane) && lane.collected > 0
}

/** Items that are neither home nor given up. */
export function remainingItems(state: BurstState): number {
  const { pending, leased, made } = state.items.counts
  return pending + leased + made
}
