import { modelsOf } from '../../../common/workflow/models.ts'
import { laneOf, type BurstContext } from './context.ts'
import { endByOf } from './end-by.ts'

/** Makes the keys and writes the intent: after this, and not before, money may move. */
export async function openLane(context: BurstContext, offer: number): Promise<void> {
  const state = context.recorder.state()
  const planned = state.plan.offers[Math.min(offer, state.plan.offers.length - 1)]
  if (!planned) throw new Error('a plan without offers')
  const attempt = context.names.newAttempt()
  await context.keys.create(attempt)
  const intended = context.provider.facts.clock.now()
  context.recorder.record(
    [
      {
        type: 'lane.intended',
        lane: state.lanes.length,
        attempt,
        name: context.names.instanceName(attempt),
        offer,
        pricePerHour: planned.pricePerHour,
        endBy: endByOf(state, { intended, now: intended, lifetimeMs: context.limits.lifetimeMs }),
      },
    ],
    { durable: true },
  )
}

/** Sends the create once. Its last act before the request is a look at the stop latch. */
export async function createInstance(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { recorder, provider } = context
  const lane = laneOf(context, index)
  const offer = recorder.state().plan.offers[lane.offer]
  const keys = await context.keys.read(lane.attempt)
  const refusal = reasonNotToSend(context)
  if (refusal || !offer) {
    recorder.record(
      [
        {
          type: 'lane.rejected',
          lane: index,
          reason: 'stopped',
          message: refusal ?? 'the offer is gone from the plan',
        },
      ],
      { durable: true },
    )
    return
  }
  const spec = {
    offerId: offer.offerId,
    name: lane.name,
    clientPublicKey: keys.client.public,
    hostPrivateKey: keys.host.private,
    endByMs: lane.endBy,
    models: modelsOf(context.store.job(recorder.state().id), []),
  }
  const result = await provider
    .create(spec, signal)
    .catch((error: unknown) => ({ kind: 'unknown' as const, message: String(error) }))
  switch (result.kind) {
    case 'created':
      return recorder.record([{ type: 'lane.created', lane: index, instanceId: result.instanceId }], { durable: true })
    case 'rejected':
      return recorder.record([{ type: 'lane.rejected', lane: index, reason: result.reason, message: result.message }], {
        durable: true,
      })
    case 'unknown':
      return recorder.record([{ type: 'lane.unknown', lane: index, message: result.message }], { durable: true })
  }
}

function reasonNotToSend(context: BurstContext): string | null {
  if (context.isStopped()) return 'kill-all was pressed: nothing is rented until `burst unlatch`'
  return context.recorder.state().wish === 'run' ? null : 'the burst was stopped before the request left'
}

/**
 * Finds out what became of a create whose answer was lost.
 *
 * Found by its name: it exists. Absent from two complete lists, far enough apart and the later one past the time in
 * which an instance may be invisible: it never came into being. Until then it is unknown.
 */
export async function lookUpInstance(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { provider, recorder } = context
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
      if (asked - firstAbsence >= goneSpacingMs && asked >= since + createVisibilityMs)
        return recorder.record([{ type: 'lane.absent', lane: index }], { durable: true })
    }
    await clock.sleep(pollMs, signal)
  }
}
