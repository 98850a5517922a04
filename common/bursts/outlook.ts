import { add, costOfSeconds, zero, type Money } from '../money.ts'
import { isOpen, isRunning, type BurstState, type Lane } from './state.ts'

/** How a burst will end if nothing is changed, by what it has shown so far. Seconds on the provider's clock. */
export type Outlook = {
  /** Until the last picture is made. */
  readonly secondsLeft: number
  /** Of the whole burst. */
  readonly cost: Money
  /** How many pictures the limit will not pay for; 0 where it pays for all. */
  readonly overLimit: number
  /** Worth asking about: a seller's step that only few pictures would fall into. */
  readonly saving: Saving | null
}

export type Saving = {
  /** That would not be made. */
  readonly pictures: number
  readonly cost: Money
  /** When no more pictures may be begun, ms on the provider's clock. */
  readonly at: number
}

export type OutlookContext = {
  /** Ms on the provider's clock. */
  readonly clockNow: number
  /** How the lane's seller counts, and what the lane has cost so far. */
  readonly meterOf: (lane: Lane) => {
    readonly money: Money
    readonly billing: { readonly stepSeconds: number; readonly minimumSeconds: number }
  }
}

/** Fewer pictures of a lane say nothing of its pace. */
const ENOUGH = 4
/** From the last picture to the end of the bill: the way home, and the call that ends it. */
const ENDING_SECONDS = 45
/** Pictures that are begun are made, one after the other, before a lane can end. */
const BEGUN = 3
/** Nobody gives up more pictures for a step, as a share of all. */
const MOST_GIVEN_UP = 0.2
/** A picture in the last step must be so many times as dear as others. */
const MUCH_DEARER = 3
/** Somebody must have time to answer. */
const LEAST_NOTICE_MS = 60_000

/** Null until a lane has shown its pace, and for a burst that is on its way out. */
export function outlookOf(state: BurstState, context: OutlookContext): Outlook | null {
  if (state.ended || state.wish !== 'run') return null
  const working = state.lanes.filter(lane => isOpen(lane) && isRunning(lane))
  const paces = working.map(paceOf).filter(pace => pace !== null)
  const unmade = unmadeItems(state)
  if (paces.length === 0 || unmade === 0) return null
  const perSecond = paces.reduce((sum, pace) => sum + 1 / pace, 0)
  const secondsLeft = unmade / perSecond
  const endAt = context.clockNow + (secondsLeft + ENDING_SECONDS) * 1000
  const costAt = (at: number) => costWhen(state, context, at)
  const cost = costAt(endAt)
  return {
    secondsLeft,
    cost,
    overLimit: overLimitOf(state, working, cost, perSecond),
    saving: savingOf(state, context, { working, perSecond, slowest: Math.max(...paces), endAt, costAt }),
  }
}

/** What is made and not home yet needs the GPU no more. */
function unmadeItems({ items }: BurstState): number {
  return items.counts.pending + items.counts.leased
}

/** Seconds for a picture, on the instance's own clock; null until enough were made. */
export function paceOf({ gpu }: Lane): number | null {
  const { pictures, firstEnd, lastEnd } = gpu
  return pictures >= ENOUGH && lastEnd > firstEnd ? (lastEnd - firstEnd) / 1000 / (pictures - 1) : null
}

/** A lane that has shown no pace yet makes its pictures at least this fast. */
const UNKNOWN_PACE = 30

/**
 * From now until nothing bills, where somebody wants it to end after `waitSeconds`: what is begun then is made, and brought
 * home. Not longer than everything that is left takes anyway.
 */
export function endingSeconds(state: BurstState, waitSeconds: number): number {
  const working = state.lanes.filter(lane => isOpen(lane) && isRunning(lane))
  const paces = working.map(paceOf)
  const asked = waitSeconds + BEGUN * Math.max(0, ...paces.map(pace => pace ?? UNKNOWN_PACE))
  const known = paces.filter(pace => pace !== null)
  const perSecond = known.reduce((sum, pace) => sum + 1 / pace, 0)
  const whole = perSecond > 0 && known.length === working.length ? unmadeItems(state) / perSecond : Infinity
  return Math.min(asked, whole) + ENDING_SECONDS
}

/** What the burst will have cost if every lane that is open now ends at that instant, ms on the provider's clock. */
export function costWhen(state: BurstState, { meterOf }: OutlookContext, at: number): Money {
  return state.lanes
    .map(lane => {
      const { money, billing } = meterOf(lane)
      if (!isOpen(lane) || lane.marks.running === null) return money
      return costOfSeconds(lane.pricePerHour, (at - lane.marks.running) / 1000, billing).money
    })
    .reduce(add, zero(state.plan.estimate.cost))
}

function overLimitOf({ plan }: BurstState, working: readonly Lane[], cost: Money, perSecond: number): number {
  const excess = plan.maxCost ? cost.micros - plan.maxCost.micros : 0
  const perHour = working.reduce((sum, { pricePerHour }) => sum + pricePerHour.micros, 0)
  return excess <= 0 || perHour === 0 ? 0 : Math.ceil((excess / perHour) * 3600 * perSecond)
}

type Going = {
  readonly working: readonly Lane[]
  readonly perSecond: number
  readonly slowest: number
  readonly endAt: number
  readonly costAt: (at: number) => Money
}

/** Ending in time before the last step of the first lane that would begin one for little. */
function savingOf(state: BurstState, { clockNow, meterOf }: OutlookContext, going: Going): Saving | null {
  const { working, perSecond, slowest, endAt, costAt } = going
  const steps = working.flatMap(lane => lastStepBefore(lane, endAt, meterOf(lane).billing.stepSeconds) ?? [])
  if (steps.length === 0) return null
  const stepAt = Math.min(...steps)
  const at = Math.floor(stepAt - (BEGUN * slowest + ENDING_SECONDS) * 1000)
  if (at < clockNow + LEAST_NOTICE_MS) return null
  const made = Math.floor(((at - clockNow) / 1000) * perSecond) + BEGUN
  const pictures = unmadeItems(state) - made
  const whole = costAt(endAt)
  const saved = whole.micros - costAt(stepAt).micros
  const usual = whole.micros / state.items.length
  if (pictures < 1 || pictures > state.items.length * MOST_GIVEN_UP) return null
  if (saved < pictures * usual * MUCH_DEARER) return null
  return { pictures, cost: { ...whole, micros: saved }, at }
}

/** When the last of a lane's steps begins, ms; null where it ends in its first one, or nobody knows since when it counts. */
function lastStepBefore({ marks }: Lane, endAt: number, stepSeconds: number): number | null {
  if (marks.running === null) return null
  const steps = Math.ceil((endAt - marks.running) / 1000 / stepSeconds) - 1
  return steps < 1 ? null : marks.running + steps * stepSeconds * 1000
}
