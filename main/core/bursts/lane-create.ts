import { assertNever } from '../../../common/assert.ts'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import { BurstError } from '../../../common/errors.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { placeOfModel } from '../../../common/models/needed.ts'
import type { PromptItem } from '../../../common/job/job.ts'
import { modelsOf } from '../../../common/workflow/models.ts'
import { packsOf } from '../../../common/workflow/node-packs.ts'
import type { CreateResult, CreateSpec } from '../providers/provider.ts'
import { laneOf, type BurstContext } from './context.ts'
import { endOf } from './keep-alive.ts'
import { tidyLane } from './lane-tidy.ts'
import { takeLane } from './lane-warm.ts'

/** An instance that would end itself sooner than this after its create could not make a picture; ms. */
const SHORTEST_LIFE_MS = 5 * 60_000

/** System, ComfyUI and its environment; models come on top, once while they are checked and once in place. */
const BASE_DISK_BYTES = 40e9

/** Makes the keys and writes the intent: after this, and not before, money may move. */
export async function openLane(context: BurstContext, offer: number): Promise<void> {
  const takes = context.recorder.state().plan.offers[offer]?.takes
  if (takes) return takeLane(context, offer, takes)
  const attempt = context.names.newAttempt()
  await context.keys.create(attempt)
  context.recorder.record([state => intentOf(context, state, attempt, offer)], { durable: true })
  if (!context.recorder.state().lanes.some(lane => lane.attempt === attempt)) await context.keys.remove(attempt)
}

/** Nothing where the wish changed, or the burst ended, while the keys were made. */
function intentOf(context: BurstContext, state: BurstState, attempt: string, offer: number): BurstEvent[] {
  const planned = state.plan.offers[offer]
  if (!planned || state.wish !== 'run' || state.ended) return []
  const { pricePerHour } = planned
  const lane = state.lanes.length
  const now = context.provider.facts.clock.now()
  const { endBy, boundBy } = endOf(context, { lane, pricePerHour, intended: now })
  const name = context.names.instanceName(attempt)
  const intended: BurstEvent = { type: 'lane.intended', lane, attempt, name, offer, pricePerHour, endBy }
  if (boundBy !== 'budget' || endBy - now >= SHORTEST_LIFE_MS) return [intended]
  return [
    intended,
    { type: 'lane.rejected', lane, reason: 'budget', message: 'what is left of the budget rents nothing' },
  ]
}

/** Between two creates of a provider that is asked too often, ms on its clock. */
const THROTTLE_PAUSE_MS = 15_000

/**
 * Sends the create, once in the life of this process. Its last act before the request is a look at the stop latch.
 *
 * `sent` holds the attempts whose request left: where the answer came and could not be recorded, it counts as lost.
 */
export async function createInstance(
  context: BurstContext,
  index: number,
  sent: Set<string>,
  signal: AbortSignal,
): Promise<void> {
  const { attempt } = laneOf(context, index)
  if (sent.has(attempt))
    return recordNow(context, lost(index, 'the answer of the create came and could not be recorded'))
  const spec = await specOf(context, index).catch(unusable)
  if (spec instanceof BurstError) return recordNow(context, rejected(index, 'invalid', spec.message))
  const refusal = reasonNotToSend(context)
  if (refusal) return recordNow(context, ...refusal(index))
  sent.add(attempt)
  const result = await context
    .providerOf(index)
    .create(spec, signal)
    .catch((error: unknown) => ({ kind: 'unknown' as const, message: String(error) }))
  // Before the record: afterwards the next create leaves at once.
  if (result.kind === 'rejected' && result.reason === 'rate-limited')
    await context.provider.facts.clock.sleep(THROTTLE_PAUSE_MS, signal)
  if (result.kind === 'rejected') await tidyLane(context, index, signal)
  recordNow(context, resultEvent(index, result))
}

async function specOf(context: BurstContext, index: number): Promise<CreateSpec> {
  const { id, plan, models, private: isPrivate } = context.recorder.state()
  const brought = new Set(models.map(placeOfModel))
  const lane = laneOf(context, index)
  const offer = plan.offers[lane.offer]
  if (!offer) throw new Error(`lane ${index} was opened for an offer that the plan does not have`)
  const keys = await context.keys.read(lane.attempt)
  return {
    offerId: offer.offerId,
    name: lane.name,
    clientPublicKey: keys.client.public,
    hostPrivateKey: keys.host.private,
    endByMs: lane.endBy,
    lastEndMs: lane.marks.intended + context.lifetimeMs(),
    private: isPrivate,
    bidPerHour: (offer.spot ?? plan.spot) ? (offer.bid ?? offer.pricePerHour) : null,
    image: offer.image ?? null,
    volume: offer.volume ?? null,
    diskBytes: BASE_DISK_BYTES + (offer.volume === undefined ? 2 * sumOf(models.map(({ bytes }) => bytes)) : 0),
    packs: packsOf(context.store.job(id).config),
    mayLeave: () => (context.isStopped() ? 'kill-all was pressed meanwhile' : null),
    models: modelsOf(context.store.job(id), specsOf(context.store.items(id))).filter(
      model => !brought.has(placeOfModel(model)),
    ),
  }
}

const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0)

/** Without its keys an instance could not be reached: better none. */
function unusable(error: unknown): BurstError {
  if (error instanceof BurstError) return error
  throw error
}

function* specsOf(items: Iterable<{ spec: PromptItem }>): Generator<PromptItem> {
  for (const { spec } of items) yield spec
}

function resultEvent(lane: number, result: CreateResult): BurstEvent {
  switch (result.kind) {
    case 'created':
      return { type: 'lane.created', lane, instanceId: result.instanceId }
    case 'rejected':
      return rejected(lane, result.reason, result.message)
    case 'unknown':
      return lost(lane, result.message)
    default:
      return assertNever(result)
  }
}

function rejected(lane: number, reason: string, message: string): BurstEvent {
  return { type: 'lane.rejected', lane, reason, message: bounded(message) }
}

function lost(lane: number, message: string): BurstEvent {
  return { type: 'lane.unknown', lane, message: bounded(message) }
}

/** Null where the request may leave; else what is recorded in its place. */
function reasonNotToSend(context: BurstContext): ((lane: number) => BurstEvent[]) | null {
  if (context.isStopped())
    return lane => [
      rejected(lane, 'stopped', 'kill-all was pressed: nothing is rented until `burst unlatch`'),
      { type: 'burst.killed' },
    ]
  if (context.recorder.state().wish === 'run') return null
  return lane => [rejected(lane, 'stopped', 'the burst was stopped before the request left')]
}

function recordNow(context: BurstContext, ...events: BurstEvent[]): void {
  context.recorder.record(events, { durable: true })
}

function bounded(message: string): string {
  return message.slice(0, 2000)
}

/**
 * Finds out what became of a create whose answer was lost.
 *
 * Found by its name: it exists. Absent from two complete lists, far enough apart and the later one past the time in
 * which an instance may be invisible: it never came into being. Until then it is unknown.
 */
export async function lookUpInstance(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { recorder } = context
  const provider = context.providerOf(index)
  const { clock, createVisibilityMs, goneSpacingMs, pollMs } = provider.facts
  const lane = laneOf(context, index)
  const since = lane.phase.kind === 'unknown' ? lane.phase.since : clock.now()
  let firstAbsence: number | null = null
  for (;;) {
    const asked = clock.now()
    const listed = await provider.list(signal)
    if (listed.kind === 'answer') {
      const found = listed.value.find(instance => instance.name === lane.name)
      if (found)
        return recorder.record([{ type: 'lane.created', lane: index, instanceId: found.id }], { durable: true })
      firstAbsence ??= asked
      if (asked - firstAbsence >= goneSpacingMs && asked >= since + createVisibilityMs) {
        await tidyLane(context, index, signal)
        return recorder.record([{ type: 'lane.absent', lane: index }], { durable: true })
      }
    }
    await clock.sleep(pollMs, signal)
  }
}
