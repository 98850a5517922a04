import { assertNever } from '../../../common/assert.ts'
import type { BurstEvent, LaneEnd, Outcome } from '../../../common/bursts/events.ts'
import { dearerQuestion } from '../../../common/bursts/dearer.ts'
import { rentableOffers } from '../../../common/bursts/plan.ts'
import { indexesOf } from '../../../common/bursts/items.ts'
import { toRanges, type Ranges } from '../../../common/bursts/ranges.ts'
import {
  awaitsLook,
  heldItems,
  isLive,
  isOpen,
  isRunning,
  isToBecomeImage,
  remainingItems,
  staysWarm,
  type BurstState,
  type Lane,
} from '../../../common/bursts/state.ts'
import { rebalanceOf } from './rebalance.ts'

/**
 * What should be going on now, given what has happened.
 *
 * `record` steps are decisions: they become events at once. The others are long tasks, named by lane: the driver starts
 * those that are not running, and stops those that are no longer asked for. Deciding twice from one state gives the
 * same answer, which is why a restart needs nothing but the events.
 */
export type Step =
  | { do: 'record'; event: BurstEvent }
  /** Rent an instance: the driver makes the attempt id and records `lane.intended`. */
  | { do: 'open-lane'; offer: number }
  | { do: 'create'; lane: number }
  | { do: 'look-up'; lane: number }
  | { do: 'await-boot'; lane: number }
  | { do: 'lease'; lane: number; items: Ranges }
  | { do: 'work'; lane: number }
  | { do: 'watch'; lane: number }
  | { do: 'keep-image'; lane: number }
  /** The driver says until when. */
  | { do: 'keep-warm'; lane: number }
  /** The driver says until when. */
  | { do: 'ask-for-look' }
  | { do: 'end-lane'; lane: number }
  | { do: 'conclude' }

export function decide(state: BurstState): Step[] {
  if (state.ended) return []
  const mayHelp = rebalanceOf(state) !== null
  const closings = state.lanes.filter(isOpen).flatMap(lane => closingOf(state, lane, mayHelp))
  if (closings.length > 0) return closings
  const tasks = state.lanes.flatMap(lane => laneTask(state, lane))
  if (isToBeLookedAt(state)) return [...tasks, { do: 'ask-for-look' }]
  const leases = leasesOf(state)
  if (leases.length > 0) return [...tasks, ...leases]
  const opening = openingOf(state)
  if (opening) return [...tasks, opening]
  return state.lanes.some(isLive) || isPaused(state) ? tasks : [{ do: 'conclude' }]
}

/** The one picture that was made first is at home, or cannot be made. */
function isToBeLookedAt(state: BurstState): boolean {
  const { verified, released, failed } = state.items.counts
  return state.wish === 'run' && awaitsLook(state) && state.look === null && verified + released + failed > 0
}

/** A paused burst rests without lanes until somebody resumes it. */
function isPaused(state: BurstState): boolean {
  return state.wish === 'pause' && remainingItems(state) > 0
}

function closingOf(state: BurstState, lane: Lane, mayHelp: boolean): Step[] {
  const reason = reasonToClose(state, lane, mayHelp)
  // While it is not known whether an instance exists there is nothing to end: the look-up comes first.
  if (!reason || lane.phase.kind === 'intended' || lane.phase.kind === 'unknown') return []
  return [{ do: 'record', event: { type: 'lane.closing', lane: lane.lane, reason, message: null } }]
}

/** `mayHelp`: another lane is about to give items back, so one without work is still of use. */
function reasonToClose(state: BurstState, lane: Lane, mayHelp: boolean): LaneEnd | null {
  const holds = heldItems(state, lane) > 0
  switch (state.wish) {
    case 'cancel':
      return 'cancel'
    case 'kill':
      return 'kill'
    case 'finish':
    case 'pause':
      return holds && isRunning(lane) ? null : state.wish
    case 'run':
      if (remainingItems(state) === 0) return isToBecomeImage(state, lane) || staysWarm(state, lane) ? null : 'done'
      return !holds && !mayHelp && state.items.counts.pending === 0 && isRunning(lane) ? 'idle' : null
    default:
      return assertNever(state.wish)
  }
}

function laneTask(state: BurstState, lane: Lane): Step[] {
  switch (lane.phase.kind) {
    case 'intended':
      return [{ do: 'create', lane: lane.lane }]
    case 'unknown':
      return [{ do: 'look-up', lane: lane.lane }]
    case 'booting':
      return [{ do: 'await-boot', lane: lane.lane }]
    case 'running':
      return [
        { do: 'work', lane: lane.lane },
        { do: 'watch', lane: lane.lane },
        ...(remainingItems(state) === 0 ? restingTask(state, lane) : []),
      ]
    case 'closing':
      return [{ do: 'end-lane', lane: lane.lane }]
    case 'gone':
    case 'handed':
    case 'absent':
    case 'rejected':
      return []
    default:
      return assertNever(lane.phase)
  }
}

/** What a lane does once everything is made and it does not end. */
function restingTask(state: BurstState, lane: Lane): Step[] {
  if (isToBecomeImage(state, lane)) return [{ do: 'keep-image', lane: lane.lane }]
  return staysWarm(state, lane) && lane.warmUntil === null ? [{ do: 'keep-warm', lane: lane.lane }] : []
}

/**
 * Items that nobody holds go to the lanes that run.
 *
 * A lane gets its full share when it runs, and leaves fair shares for those still booting, so that a lane which never
 * comes up holds nothing back. Shares are contiguous: neighbours in a template differ least, which ComfyUI's cache likes.
 */
function leasesOf(state: BurstState): Step[] {
  if (state.wish !== 'run' || state.items.counts.pending === 0) return []
  if (awaitsLook(state)) return firstOnly(state)
  const open = state.lanes.filter(isOpen)
  const hungry = open.filter(lane => isRunning(lane) && heldItems(state, lane) === 0)
  const lane = hungry[0]
  if (!lane) return everyLaneBusy(state, open)
  const waiting = open.filter(other => !isRunning(other)).length + hungry.length
  const planned = Math.max(waiting, hungry.length + missingLanes(state))
  const share = Math.ceil(state.items.counts.pending / Math.max(1, planned))
  return [{ do: 'lease', lane: lane.lane, items: takePending(state, share) }]
}

/** As long as it is not looked at, one picture and no more. */
function firstOnly(state: BurstState): Step[] {
  const lane = state.lanes.find(isRunning)
  if (!lane || state.items.counts.pending < state.items.length) return []
  return [{ do: 'lease', lane: lane.lane, items: takePending(state, 1) }]
}

/** Every lane works and none is to come: what a lost lane left behind goes to the ones that are there. */
function everyLaneBusy(state: BurstState, open: readonly Lane[]): Step[] {
  const running = open.filter(isRunning)
  const first = running[0]
  if (!first || open.length > running.length || openingOf(state)) return []
  const least = running.reduce((best, lane) => (lane.shares.length < best.shares.length ? lane : best), first)
  return [
    {
      do: 'lease',
      lane: least.lane,
      items: takePending(state, Math.ceil(state.items.counts.pending / running.length)),
    },
  ]
}

function takePending(state: BurstState, count: number): Ranges {
  const taken: number[] = []
  for (const index of indexesOf(state.items, ['pending'])) {
    if (taken.length === count) break
    taken.push(index)
  }
  return toRanges(taken)
}

/**
 * How many lanes to rent now: the plan's number at first, and later one replacement when nobody else is left to do
 * the work. A lost lane's items otherwise go to the lanes that remain.
 */
function missingLanes(state: BurstState): number {
  if (state.wish !== 'run' || state.items.counts.pending === 0) return 0
  const thisRun = rentedLanes(state)
  if (thisRun.some(isBudgetSpent)) return 0
  const rented = thisRun.filter(isRented).length
  // Lanes that are there and have nothing take their part first: no lane is rented that would get no item.
  const idle = state.lanes.slice(state.firstLane).filter(lane => isOpen(lane) && heldItems(state, lane) === 0).length
  const lanes = awaitsLook(state) ? 1 : state.plan.lanes
  if (rented < lanes) return Math.max(0, Math.min(lanes - rented, state.items.counts.pending - idle))
  return !state.lanes.some(lane => isLive(lane) && !isAtHome(state, lane)) && rented < lanes + state.plan.spareLanes
    ? 1
    : 0
}

const isAtHome = ({ plan }: BurstState, lane: Lane): boolean => plan.home !== undefined && lane.offer === plan.home

/** Of this run, those that somebody rents out. */
function rentedLanes(state: BurstState): Lane[] {
  return state.lanes.slice(state.firstLane).filter(lane => !isAtHome(state, lane))
}

/** The card at home works from the beginning, beside what is rented; a run tries it once. */
function homeToOpen(state: BurstState): number | null {
  const { home } = state.plan
  if (home === undefined || state.wish !== 'run' || state.items.counts.pending === 0 || awaitsLook(state)) return null
  return state.lanes.slice(state.firstLane).some(lane => isAtHome(state, lane)) ? null : home
}

/** An instance that made pictures until its lifetime limit did its part: another takes its place, however often. */
function isRented({ phase, collected }: Lane): boolean {
  if (phase.kind === 'closing' || phase.kind === 'gone') return phase.reason !== 'lifetime' || collected === 0
  return phase.kind !== 'rejected' && phase.kind !== 'absent'
}

function isBudgetSpent({ phase }: Lane): boolean {
  return (phase.kind === 'closing' || phase.kind === 'gone' || phase.kind === 'rejected') && phase.reason === 'budget'
}

function openingOf(state: BurstState): Step | null {
  const home = homeToOpen(state)
  if (home !== null) return { do: 'open-lane', offer: home }
  if (missingLanes(state) === 0) return null
  const thisRun = rentedLanes(state)
  const rentable = rentableOffers(state.plan)
  const rejections = thisRun.flatMap(({ phase }) => (phase.kind === 'rejected' ? [phase.reason] : []))
  const throttled = rejections.filter(reason => reason === 'rate-limited').length
  const absent = thisRun.filter(lane => lane.phase.kind === 'absent').length
  const refused = rejections.length - throttled
  const passed = takenBack(state, thisRun) + thisRun.filter(isGivenBack).length
  const offer = Math.min(refused + passed, Math.max(refused, rentable - 1))
  if (offer >= rentable || absent >= MAX_LOST_CREATES || throttled >= MAX_THROTTLED) return null
  const question = dearerQuestion(state, offer)
  if (question !== null) {
    // What runs goes on with what it has; only where nothing does is there something to decide.
    if (state.lanes.some(isLive)) return null
    return { do: 'record', event: { type: 'burst.pause-requested', asked: offer, message: question } }
  }
  return { do: 'open-lane', offer }
}

/** What was bid for and taken back is not bid for again: the next offer is tried, and the last of them on demand. */
function takenBack({ plan }: BurstState, lanes: readonly Lane[]): number {
  if (!plan.spot) return 0
  return lanes.filter(
    ({ phase }) => (phase.kind === 'closing' || phase.kind === 'gone') && phase.reason === 'preempted',
  ).length
}

/** A slow host may be what the same offer brings again. */
function isGivenBack({ phase }: Lane): boolean {
  return (phase.kind === 'closing' || phase.kind === 'gone') && phase.reason === 'slow'
}

/** After this many creates that never arrived, the provider is not worth another try now. */
const MAX_LOST_CREATES = 3

/** How often a provider that is too busy to answer is asked again, with the same offer. */
const MAX_THROTTLED = 5

/** How a burst that has nothing left to do ended, and the reason where something is missing. */
export function outcomeOf(state: BurstState): { outcome: Outcome; message: string | null } {
  const { counts } = state.items
  const home = counts.verified + counts.released
  if (state.wish === 'kill') return { outcome: 'killed', message: null }
  const failed = imageFailure(state)
  if (home === state.items.length)
    return failed === null ? { outcome: 'completed', message: null } : { outcome: 'incomplete', message: failed }
  if (state.wish === 'cancel') return { outcome: 'cancelled', message: null }
  if (state.wish === 'finish') return { outcome: 'finished', message: state.stopped?.message ?? null }
  return { outcome: home > 0 ? 'incomplete' : 'failed', message: whyMissing(state) }
}

/** Why there is no image though the burst was for one; null where there is, or nobody wanted one. */
function imageFailure({ plan, lanes }: BurstState): string | null {
  if (plan.keepsImage === undefined || lanes.some(({ image }) => image?.kind === 'kept')) return null
  const reasons = lanes.flatMap(({ image }) => (image?.kind === 'failed' ? [image.message] : []))
  return `the image was not kept: ${reasons[0] ?? 'the instance was lost before that'}`
}

function whyMissing(state: BurstState): string {
  const phase = state.lanes.at(-1)?.phase
  const failure = state.failures[0]
  if (failure) return `${state.failures.length} could not be made; the first: ${failure.message}`
  if (phase?.kind === 'rejected') return phase.message
  if (phase?.kind === 'absent')
    return 'the create requests were lost on the way to the provider, and it shows no instance of ours'
  if (phase?.kind === 'gone') return phase.message ?? `the instance was ended: ${phase.reason}`
  return 'nothing could be rented'
}
