import type { BurstEvent, RecordedEvent } from '../../../common/bursts/events.ts'
import { providerOfOffer } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { NewAuditLine } from '../storage/audit-store.ts'

type Line = Pick<NewAuditLine, 'action' | 'target' | 'detail'> & { readonly actor?: NewAuditLine['actor'] }

/** What became of the pictures of an instance. */
export type LanePictures = { readonly home: number; readonly bytes: number; readonly deleted: number }

/**
 * The audit trail's lines of events that were written together: everything that costs or ends a cost, that somebody asked
 * for, and that moves the user's data or deletes it on an instance. Pictures are counted when their instance is gone: the
 * record names each of them.
 */
export function auditLines(
  records: readonly RecordedEvent[],
  state: BurstState,
  picturesOf: (lane: number) => LanePictures,
): NewAuditLine[] {
  const [first] = records
  if (!first) return []
  const lines = records.flatMap(({ event }) => [
    lineOf(event, state),
    ...(event.type === 'lane.gone' ? pictureLines(event, state, picturesOf(event.lane)) : []),
  ])
  return lines.flatMap(line => (line === null ? [] : { at: first.at, actor: 'engine', ...line }))
}

function lineOf(event: BurstEvent, state: BurstState): Line | null {
  switch (event.type) {
    case 'burst.created': {
      const { provider, estimate, maxCost } = event.plan
      return {
        actor: 'user',
        action: 'burst started',
        target: state.id,
        detail: { provider, items: event.items, estimate: estimate.cost, maxCost },
      }
    }
    case 'burst.pause-requested':
      return { actor: 'user', action: 'burst paused', target: state.id, detail: {} }
    case 'burst.resume-requested':
      return { actor: 'user', action: 'burst resumed', target: state.id, detail: {} }
    case 'burst.finish-requested':
      return {
        actor: event.by ?? 'user',
        action: 'burst finished early',
        target: state.id,
        detail: { message: event.message },
      }
    case 'burst.cancel-requested':
      return { actor: 'user', action: 'burst cancelled', target: state.id, detail: {} }
    case 'burst.killed':
      return { actor: 'user', action: 'burst killed', target: state.id, detail: {} }
    case 'lane.intended':
      return {
        action: 'create',
        target: event.name,
        detail: {
          burstId: state.id,
          provider: providerOfOffer(state.plan, event.offer),
          pricePerHour: event.pricePerHour,
          endBy: event.endBy,
        },
      }
    case 'lane.created':
      return laneLine('created', event, state, { instanceId: event.instanceId })
    case 'lane.unknown':
    case 'lane.rejected':
      return laneLine(event.type === 'lane.unknown' ? 'create lost' : 'create refused', event, state, {
        message: event.message,
      })
    case 'lane.absent':
      return laneLine('never came into being', event, state)
    case 'lane.running':
      return laneLine('meter started', event, state, { billedPerHour: event.billedPerHour })
    case 'lane.delivered':
      return laneLine('job sent', event, state, { share: event.share })
    case 'lane.model-placed':
      return event.how === 'cached'
        ? null
        : laneLine('model sent', event, state, { sha256: event.sha256, how: event.how })
    case 'lane.wiped':
      return laneLine('deleted on the instance', event, state, { files: event.files })
    case 'lane.kept-warm':
      return laneLine('kept for the next burst', event, state, { until: event.until })
    case 'lane.handed':
      return laneLine('handed to another burst', event, state, { to: event.to, cost: event.cost })
    case 'lane.taken':
      return laneLine('taken over from another burst', event, state, { instanceId: event.instanceId })
    case 'lane.image-wished':
      return laneLine('keep as an image', event, state)
    case 'lane.image-kept':
      return laneLine('kept as an image', event, state, { imageId: event.imageId, bytes: event.bytes })
    case 'lane.image-failed':
      return laneLine('not kept as an image', event, state, { message: event.message })
    case 'lane.end-by-moved':
      return laneLine('end moved', event, state, { endBy: event.endBy })
    case 'lane.closing':
      return laneLine('terminate', event, state, { reason: event.reason, message: event.message })
    case 'lane.gone':
      return laneLine('seen gone', event, state, { billedSeconds: event.billedSeconds, cost: event.cost })
    default:
      return null
  }
}

function laneLine(
  action: string,
  { lane }: { readonly lane: number },
  { id, lanes }: BurstState,
  detail: Readonly<Record<string, unknown>> = {},
): Line {
  return { action, target: lanes[lane]?.name ?? `${id} ${lane}`, detail: { burstId: id, ...detail } }
}

function pictureLines(
  event: { readonly lane: number },
  state: BurstState,
  { home, bytes, deleted }: LanePictures,
): Line[] {
  return [
    ...(home > 0 ? [laneLine('pictures brought home', event, state, { count: home, bytes })] : []),
    ...(deleted > 0 ? [laneLine('pictures deleted on the instance', event, state, { count: deleted })] : []),
  ]
}
