import { heldItems, instanceIdOf, isToBecomeImage, type Lane } from '../../../common/bursts/state.ts'
import type { ProviderFacts } from '../providers/provider.ts'
import { RemoteError } from '../remote/remote.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'
import { endByOf, type EndBy, type Renting } from './end-by.ts'

/** An instance that could end itself within this time is given more, or closed in good order; ms. */
const MARGIN_MS = 5 * 60_000
const CLOSING_MS = 30_000

/** Seconds since 1970, as the instance's own watch reads them. */
const END_BY_FILE = 'burst/end-by'

/** So often somebody looks within the margin, also where the provider's clock runs fast. */
const LOOKS_IN_MARGIN = 25

/** Moves `endBy` later while the lane is needed, inside the budget and the lifetime limit; else ends it in time. */
export async function keepAlive(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { recorder } = context
  const provider = context.providerOf(index)
  const lane = laneOf(context, index)
  const left = lane.endBy - provider.facts.clock.now()
  const marginMs = marginOf(provider.facts)
  if (!isEndable(lane)) return
  const { endBy, boundBy } = endOf(context, rentingOf(lane))
  // What another burst was given may be more than this one may spend.
  const isBeyondBudget = lane.born !== null && boundBy === 'budget' && endBy < lane.endBy
  if (isBeyondBudget && (await isMoved(context, lane, endBy, signal)))
    return recorder.record([{ type: 'lane.end-by-moved', lane: index, endBy }], { durable: true })
  if (left > marginMs) return
  if (endBy > lane.endBy && isNeeded(context, lane)) {
    if (await isMoved(context, lane, endBy, signal))
      recorder.record([{ type: 'lane.end-by-moved', lane: index, endBy }], { durable: true })
  } else if (left < closingMarginOf(provider.facts)) closeAtEnd(context, index)
}

/**
 * Whether what is left of the budget ends an instance before it could end in good order: `aheadMs` is what that takes, on
 * the provider's clock.
 */
export function isBudgetNearlyOver(context: BurstContext, aheadMs: number): boolean {
  return context.recorder.state().lanes.some(lane => {
    if (!isEndable(lane)) return false
    const { facts } = context.providerOf(lane.lane)
    const { boundBy, endBy } = endOf(context, rentingOf(lane))
    return boundBy === 'budget' && Math.max(endBy, lane.endBy) - facts.clock.now() < closingMarginOf(facts) + aheadMs
  })
}

/** By the provider, or in the file that the instance itself looks at; over the connection that is there, if one is. */
async function isMoved(context: BurstContext, lane: Lane, endBy: number, signal: AbortSignal): Promise<boolean> {
  const { connections } = context
  const provider = context.providerOf(lane.lane)
  if (provider.setEndBy) return (await provider.setEndBy(instanceIdOf(lane) ?? '', endBy, signal)).kind === 'answer'
  const connection = connections.get(lane.lane)
  if (!connection) return false
  try {
    await connection.putFile(END_BY_FILE, Buffer.from(`${Math.floor(endBy / 1000)}\n`), signal)
    return true
  } catch (error) {
    if (error instanceof RemoteError) return false
    throw error
  }
}

/** Closes a lane whose instance is at its end, or ended itself there. */
export function closeAtEnd(context: BurstContext, index: number): void {
  const { boundBy } = endOf(context, rentingOf(laneOf(context, index)))
  closeLane(context, index, boundBy === 'budget' ? 'budget' : 'lifetime', REASONS[boundBy])
}

const REASONS: Record<EndBy['boundBy'], string> = {
  budget: 'the budget of the burst allows no more time on the instance',
  lifetime: 'the instance reached the lifetime limit',
  prediction: 'the instance ended itself: nobody was there to prolong its time',
}

/** The instant that a lane opened or prolonged now is given. */
export function endOf(context: BurstContext, renting: Renting): EndBy {
  const { facts } = context.provider
  const limits = { now: facts.clock.now(), atLeastMs: 2 * marginOf(facts), lifetimeMs: context.lifetimeMs() }
  return endByOf(context.recorder.state(), renting, limits)
}

function rentingOf({ lane, pricePerHour, marks, born }: Lane): Renting {
  return { lane, pricePerHour, intended: marks.intended, born }
}

/** What is closed in good order is closed this long before it would end itself, ms on the provider's clock. */
function closingMarginOf({ pollMs }: ProviderFacts): number {
  return Math.max(CLOSING_MS, (pollMs * LOOKS_IN_MARGIN) / 2)
}

function marginOf({ pollMs }: ProviderFacts): number {
  return Math.max(MARGIN_MS, pollMs * LOOKS_IN_MARGIN)
}

function isEndable({ phase }: Lane): boolean {
  return phase.kind === 'booting' || phase.kind === 'running'
}

/** One that still boots has its work before it. */
function isNeeded({ recorder }: BurstContext, lane: Lane): boolean {
  const state = recorder.state()
  const isResting = isToBecomeImage(state, lane) || lane.warmUntil !== null
  return lane.phase.kind === 'booting' || heldItems(state, lane) > 0 || isResting
}
