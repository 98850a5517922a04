import { assertNever } from '../assert.ts'
import { add, costOfSeconds, toWireMoney, zero, type Money } from '../money.ts'
import type { BurstStateName, BurstSummary, LaneSummary, PhaseSeconds } from './burst-view.ts'
import { outlookOf } from './outlook.ts'
import { providerOfOffer } from './plan.ts'
import { instanceIdOf, isLive, isOpen, isToBecomeImage, remainingItems, type BurstState, type Lane } from './state.ts'

export type SummaryContext = {
  /** Now on the provider's clock, ms; what still runs is metered up to here. */
  clockNow: number
  billing: { stepSeconds: number; minimumSeconds: number }
  promptIdOf: (item: number) => string
}

export function summarize(state: BurstState, context: SummaryContext): BurstSummary {
  const { counts } = state.items
  const meters = state.lanes.map(lane => meterOf(lane, { ...context, billing: billingOf(state, lane, context) }))
  const billed = meters.reduce((sum, meter) => sum + meter.billedSeconds, 0)
  const none = zero(state.plan.estimate.cost)
  return {
    id: state.id,
    kind: state.kind,
    state: stateName(state),
    name: state.name,
    template: state.template,
    provider: state.plan.provider,
    strategy: state.plan.strategy,
    spot: state.plan.spot,
    createdAt: iso(state.createdAt),
    endedAt: state.ended ? iso(state.ended.at) : null,
    out: state.out,
    images: {
      requested: state.items.length,
      collected: counts.verified + counts.released,
      failed: counts.failed,
      bytes: state.bytes,
    },
    seconds: { ...phaseSeconds(state, context.clockNow), billed },
    gpuUtilisation: billed > 0 ? busyMsOf(state) / 1000 / billed : null,
    cost: toWireMoney(meters.map(meter => meter.money).reduce(add, none)),
    estimatedCost: toWireMoney(state.plan.estimate.cost),
    lanes: state.lanes.map((lane, index) =>
      laneSummary(state, lane, meters[index] ?? { money: none, billedSeconds: 0 }),
    ),
    outlook: outlookView(state, context),
    finishesIn: state.finishAt === null || state.wish !== 'run' ? null : secondsUntil(state.finishAt, context),
    stoppedBy: stoppedBy(state),
    failures: state.failures.map(failure => ({
      promptId: context.promptIdOf(failure.item),
      code: failure.code,
      message: failure.message,
    })),
    waiting: state.waiting ?? (isLookedFor(state) ? 'waits for you to look at the first picture' : null),
    ...(isLookedFor(state) ? { asksForLook: true } : {}),
    message: state.ended?.message ?? null,
  }
}

/** The first picture is there, and the rest waits for an answer. */
function isLookedFor(state: BurstState): boolean {
  return state.look === 'asked' && state.wish === 'run' && state.ended === null
}

function billingOf({ plan }: BurstState, { offer }: Lane, { billing }: Pick<SummaryContext, 'billing'>) {
  return plan.offers[offer]?.billing ?? billing
}

/** Also where the instance itself came to its end because nothing was left of the budget. */
function stoppedBy(state: BurstState): BurstSummary['stoppedBy'] {
  if (state.stopped) return state.stopped.by
  if (state.asked !== null) return 'price'
  const isSpent = ({ phase }: Lane) => (phase.kind === 'closing' || phase.kind === 'gone') && phase.reason === 'budget'
  return remainingItems(state) > 0 && state.lanes.slice(state.firstLane).some(isSpent) ? 'budget' : null
}

/** What is ahead, as the sellers count. */
function outlookView(state: BurstState, context: SummaryContext): BurstSummary['outlook'] {
  const outlook = outlookOf(state, {
    clockNow: context.clockNow,
    meterOf: lane => {
      const billing = billingOf(state, lane, context)
      return { billing, money: meterOf(lane, { clockNow: context.clockNow, billing }).money }
    },
  })
  return (
    outlook && {
      secondsLeft: outlook.secondsLeft,
      cost: toWireMoney(outlook.cost),
      overLimit: outlook.overLimit,
      saving: outlook.saving && {
        pictures: outlook.saving.pictures,
        cost: toWireMoney(outlook.saving.cost),
        secondsUntil: secondsUntil(outlook.saving.at, context),
      },
    }
  )
}

/** Of what is paid for: a card at home may idle. */
function busyMsOf({ lanes }: BurstState): number {
  return lanes.reduce((sum, { pricePerHour, gpu }) => sum + (pricePerHour.micros > 0 ? gpu.busyMs : 0), 0)
}

function secondsUntil(at: number, { clockNow }: SummaryContext): number {
  return Math.max(0, at - clockNow) / 1000
}

/** What a lane has cost so far: the provider's figure once it is known, else our own meter. */
export function meterOf(
  lane: Lane,
  context: { clockNow: number; billing: SummaryContext['billing'] },
): { money: Money; billedSeconds: number } {
  if (lane.billed) return { money: lane.billed.cost, billedSeconds: lane.billed.seconds }
  if (lane.marks.running === null) return { money: zero(lane.pricePerHour), billedSeconds: 0 }
  const until = lane.marks.gone ?? context.clockNow
  return costOfSeconds(lane.pricePerHour, (until - lane.marks.running) / 1000, context.billing)
}

export function stateName(state: BurstState): BurstStateName {
  if (state.ended) return state.ended.outcome
  const live = state.lanes.filter(isLive)
  switch (state.wish) {
    case 'pause':
      return live.length > 0 ? 'pausing' : 'paused'
    case 'finish':
      return 'finishing'
    case 'cancel':
    case 'kill':
      return 'cancelling'
    case 'run':
      return runningName(state, live)
    default:
      return assertNever(state.wish)
  }
}

function runningName(state: BurstState, live: readonly Lane[]): BurstStateName {
  const open = live.filter(isOpen)
  if (remainingItems(state) === 0 && open.some(({ warmUntil }) => warmUntil !== null)) return 'keeping-warm'
  if (open.some(lane => remainingItems(state) === 0 && isToBecomeImage(state, lane))) return 'saving-image'
  if (remainingItems(state) === 0 || (live.length > 0 && open.length === 0)) return 'tearing-down'
  const running = open.filter(lane => lane.phase.kind === 'running')
  if (running.length === 0) return 'provisioning'
  if (running.every(lane => lane.marks.ready === null)) return 'setting-up'
  const { pending, leased, made } = state.items.counts
  return made > 0 && pending + leased === 0 ? 'collecting' : 'generating'
}

/**
 * Where the time went, in seconds on the provider's clock.
 *
 * The boundaries follow one another, so the phases add up to the total; with several lanes each boundary is the first
 * (or for ends the last) lane's. A boundary that was not reached ends its phase now.
 */
function phaseSeconds(state: BurstState, clockNow: number): Omit<PhaseSeconds, 'billed'> {
  const marks = state.lanes.map(lane => lane.marks)
  const end = state.ended?.clock ?? clockNow
  const first = (pick: (mark: Lane['marks']) => number | null) => extreme(marks.map(pick), Math.min)
  const last = (pick: (mark: Lane['marks']) => number | null) => extreme(marks.map(pick), Math.max)
  const boundaries = [
    state.createdClock,
    first(mark => mark.running),
    first(mark => mark.ready),
    first(mark => mark.delivered),
    last(mark => mark.lastMade),
    last(mark => mark.lastVerified),
    end,
  ]
  const instants: number[] = []
  for (const boundary of boundaries)
    instants.push(Math.min(end, Math.max(instants.at(-1) ?? -Infinity, boundary ?? end)))
  const between = (index: number) => ((instants[index + 1] ?? end) - (instants[index] ?? end)) / 1000
  return {
    provision: between(0),
    setup: between(1),
    upload: between(2),
    generate: between(3),
    collectTail: between(4),
    teardown: between(5),
    total: (end - state.createdClock) / 1000,
  }
}

function extreme(values: readonly (number | null)[], pick: (...values: number[]) => number): number | null {
  const known = values.filter(value => value !== null)
  return known.length > 0 ? pick(...known) : null
}

function laneSummary(state: BurstState, lane: Lane, meter: { money: Money; billedSeconds: number }): LaneSummary {
  return {
    instanceId: instanceIdOf(lane),
    provider: providerOfOffer(state.plan, lane.offer),
    state: lane.phase.kind,
    images: lane.collected,
    billedSeconds: meter.billedSeconds,
    cost: toWireMoney(meter.money),
    terminatedAt: lane.marks.closing === null ? null : iso(lane.marks.closing),
    confirmedGone: !isLive(lane),
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
