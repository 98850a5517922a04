import { assertNever } from '../assert.ts'
import type { EventOf, RecordedEvent } from './events.ts'
import { indexesOf, newItems, placeOf, withPlace, withPlaces, type ItemPlace } from './items.ts'
import { eachIn } from './ranges.ts'
import { instanceIdOf, isOpen, type BurstState, type Lane } from './state.ts'

/**
 * The one function that says what an event means.
 *
 * Pure: the engine, a restart and a page that follows the stream build the same state from the same events. `null` is
 * the state before `burst.created`. An event that does not fit (of an unknown lane, say) throws: the record is broken.
 */
export function evolve(state: BurstState | null, record: RecordedEvent): BurstState {
  if (record.event.type === 'burst.created') return created(record, record.event)
  if (!state) throw new Error(`event ${record.seq} (${record.event.type}) comes before burst.created`)
  return { ...apply(state, record), lastSeq: record.seq, last: { at: record.at, clock: record.clock } }
}

function created(record: RecordedEvent, event: EventOf<'burst.created'>): BurstState {
  return {
    id: record.burstId,
    kind: event.kind,
    name: event.name,
    template: event.template,
    out: event.out,
    plan: event.plan,
    models: event.models ?? [],
    private: event.private ?? false,
    wish: 'run',
    stopped: null,
    asked: null,
    agreed: null,
    finishAt: null,
    look: null,
    items: newItems(event.items),
    lanes: [],
    firstLane: 0,
    bytes: 0,
    failures: [],
    waiting: null,
    createdAt: record.at,
    createdClock: record.clock,
    ended: null,
    lastSeq: record.seq,
    last: { at: record.at, clock: record.clock },
  }
}

function apply(state: BurstState, record: RecordedEvent): BurstState {
  const { event } = record
  if (isLaneEvent(event)) return applyToLane(state, record, event)
  switch (event.type) {
    case 'burst.created':
      return state
    case 'burst.pause-requested':
      return {
        ...state,
        wish: 'pause',
        asked: event.asked ?? null,
        waiting: event.asked === undefined ? state.waiting : (event.message ?? null),
      }
    case 'burst.resume-requested':
      return {
        ...state,
        wish: 'run',
        stopped: null,
        // Whoever takes it up again agrees to what was asked.
        agreed: state.asked === null ? state.agreed : (state.plan.offers[state.asked]?.cost ?? state.agreed),
        asked: null,
        finishAt: null,
        // Whoever takes up a burst that was asked about has looked.
        look: state.look === null ? null : 'approved',
        ended: null,
        items: retryFailed(state),
        failures: [],
        waiting: null,
        // Lanes that still work are part of the new run: no others are rented beside them.
        firstLane: state.lanes.find(isOpen)?.lane ?? state.lanes.length,
      }
    case 'burst.finish-requested':
      return { ...state, wish: 'finish', stopped: event.by ? { by: event.by, message: event.message ?? '' } : null }
    case 'burst.finish-planned':
      return { ...state, finishAt: event.at }
    case 'burst.look-asked':
      return { ...state, look: 'asked', finishAt: event.until }
    case 'burst.look-approved':
      return { ...state, look: 'approved', finishAt: null }
    case 'burst.cancel-requested':
      return { ...state, wish: 'cancel' }
    case 'burst.killed':
      return { ...state, wish: 'kill' }
    case 'burst.waiting':
      return { ...state, waiting: event.message === '' ? null : event.message }
    case 'burst.ended':
      // Writing the session's records is not part of the burst: it ends with the event before, also when that is redone.
      return { ...state, ended: { ...state.last, outcome: event.outcome, message: event.message }, waiting: null }
    case 'item.made':
      return applyMade(state, record, event)
    case 'item.retried':
      return place(state, event.item, { kind: 'leased', lane: event.lane })
    case 'item.failed':
      return {
        ...place(state, event.item, { kind: 'failed', lane: event.lane }),
        failures: [...state.failures, { item: event.item, code: event.code, message: event.message }],
      }
    case 'items.revoked':
      return { ...state, items: withPlaces(state.items, stillLeased(state, event), { kind: 'pending', lane: null }) }
    case 'item.verified':
      return applyVerified(state, record, event)
    case 'item.released':
      return place(state, event.item, { kind: 'released', lane: event.lane })
    default:
      return assertNever(event)
  }
}

type LaneEvent = Extract<RecordedEvent['event'], { type: `lane.${string}` }>

function isLaneEvent(event: RecordedEvent['event']): event is LaneEvent {
  return event.type.startsWith('lane.')
}

function applyToLane(state: BurstState, record: RecordedEvent, event: LaneEvent): BurstState {
  switch (event.type) {
    case 'lane.intended':
      return { ...state, lanes: [...state.lanes, intendedLane(record, event)] }
    case 'lane.created':
      return withLane(state, event.lane, lane => ({
        ...lane,
        phase: { kind: 'booting', instanceId: event.instanceId },
      }))
    case 'lane.rejected':
      return withLane(state, event.lane, lane => ({
        ...lane,
        phase: { kind: 'rejected', reason: event.reason, message: event.message },
      }))
    case 'lane.unknown':
      return withLane(state, event.lane, lane => ({
        ...lane,
        phase: { kind: 'unknown', since: record.clock, message: event.message },
      }))
    case 'lane.absent':
      return withLane(state, event.lane, lane => ({ ...lane, phase: { kind: 'absent' } }))
    case 'lane.running':
      return withLane(state, event.lane, lane => ({
        ...lane,
        phase: { kind: 'running', instanceId: instanceIdOf(lane) ?? '', connected: false, ready: false },
        marks: { ...lane.marks, running: event.billedFrom },
        // The meter counts what is billed, whatever was agreed.
        pricePerHour: event.billedPerHour ?? lane.pricePerHour,
      }))
    case 'lane.connected':
    case 'lane.disconnected':
      return withLane(state, event.lane, lane => withRunning(lane, { connected: event.type === 'lane.connected' }))
    case 'lane.ready':
      return withLane(state, event.lane, lane => ({
        ...withRunning(lane, { ready: true }),
        marks: { ...lane.marks, ready: lane.marks.ready ?? record.clock },
      }))
    case 'lane.comfyui-down':
      return withLane(state, event.lane, lane => withRunning(lane, { ready: false }))
    case 'lane.model-placed':
      return withLane(state, event.lane, lane => ({
        ...lane,
        models: [...lane.models.filter(sha256 => sha256 !== event.sha256), event.sha256],
        marks: { ...lane.marks, model: record.clock },
      }))
    case 'lane.leased':
      return {
        ...withLane(state, event.lane, lane => ({
          ...lane,
          drained: false,
          shares: [...lane.shares, { share: event.share, items: event.items, delivered: false }],
        })),
        items: withPlaces(state.items, eachIn(event.items), { kind: 'leased', lane: event.lane }),
      }
    case 'lane.delivered':
      return withLane(state, event.lane, lane => ({
        ...lane,
        shares: lane.shares.map(share => (share.share === event.share ? { ...share, delivered: true } : share)),
        marks: { ...lane.marks, delivered: lane.marks.delivered ?? record.clock },
      }))
    case 'lane.drained':
      return withLane(state, event.lane, lane => ({ ...lane, drained: true }))
    case 'lane.end-by-moved':
      return withLane(state, event.lane, lane => ({ ...lane, endBy: event.endBy }))
    case 'lane.closing':
      return withLane(state, event.lane, lane => ({
        ...lane,
        phase: { kind: 'closing', instanceId: instanceIdOf(lane), reason: event.reason, message: event.message },
        marks: { ...lane.marks, closing: record.clock },
      }))
    case 'lane.wiped':
      return withLane(state, event.lane, lane => ({ ...lane, wiped: true }))
    case 'lane.kept-warm':
      return withLane(state, event.lane, lane => ({ ...lane, warmUntil: event.until }))
    case 'lane.handed':
      return withLane(state, event.lane, lane => ({
        ...lane,
        phase: { kind: 'handed', instanceId: instanceIdOf(lane) ?? '', to: event.to },
        billed: { seconds: event.billedSeconds, cost: event.cost },
      }))
    case 'lane.taken':
      return { ...state, lanes: [...state.lanes, takenLane(record, event)] }
    case 'lane.image-wished':
      return withLane(state, event.lane, lane => ({ ...lane, image: { kind: 'wished', name: event.name } }))
    case 'lane.image-kept':
      return withLane(state, event.lane, lane => ({
        ...lane,
        image: { kind: 'kept', name: lane.image?.kind === 'wished' ? lane.image.name : '', imageId: event.imageId },
      }))
    case 'lane.image-failed':
      return withLane(state, event.lane, lane => ({ ...lane, image: { kind: 'failed', message: event.message } }))
    case 'lane.gone':
      return applyGone(state, record, event)
    default:
      return assertNever(event)
  }
}

/** It runs already; whether ComfyUI answers, its worker will say. */
function takenLane(record: RecordedEvent, event: EventOf<'lane.taken'>): Lane {
  const { instanceId, born } = event
  const lane = intendedLane(record, event)
  return {
    ...lane,
    born,
    phase: { kind: 'running', instanceId, connected: false, ready: false },
    marks: { ...lane.marks, running: event.billedFrom },
  }
}

function intendedLane(record: RecordedEvent, event: EventOf<'lane.intended' | 'lane.taken'>): Lane {
  return {
    lane: event.lane,
    attempt: event.attempt,
    name: event.name,
    offer: event.offer,
    pricePerHour: event.pricePerHour,
    endBy: event.endBy,
    phase: { kind: 'intended' },
    shares: [],
    drained: false,
    models: [],
    wiped: false,
    warmUntil: null,
    born: null,
    image: null,
    collected: 0,
    billed: null,
    marks: {
      intended: record.clock,
      running: null,
      ready: null,
      model: null,
      delivered: null,
      firstMade: null,
      lastMade: null,
      lastVerified: null,
      closing: null,
      gone: null,
    },
    gpu: { busyMs: 0, pictures: 0, firstEnd: 0, lastEnd: 0 },
  }
}

/** A lane that is proven gone forfeits what is not at home: those items may be leased again. */
function applyGone(state: BurstState, record: RecordedEvent, event: EventOf<'lane.gone'>): BurstState {
  const items = withPlaces(state.items, indexesOf(state.items, ['leased', 'made'], event.lane), {
    kind: 'pending',
    lane: null,
  })
  const gone = withLane(state, event.lane, lane => ({
    ...lane,
    phase: {
      kind: 'gone',
      instanceId: instanceIdOf(lane),
      reason: lane.phase.kind === 'closing' ? lane.phase.reason : 'failed',
      message: lane.phase.kind === 'closing' ? lane.phase.message : null,
    },
    marks: { ...lane.marks, gone: record.clock },
    billed: event.billedSeconds === null || !event.cost ? null : { seconds: event.billedSeconds, cost: event.cost },
  }))
  return { ...gone, items }
}

function applyMade(state: BurstState, record: RecordedEvent, event: EventOf<'item.made'>): BurstState {
  return withLane(place(state, event.item, { kind: 'made', lane: event.lane }), event.lane, lane => ({
    ...lane,
    marks: { ...lane.marks, firstMade: lane.marks.firstMade ?? record.clock, lastMade: record.clock },
    gpu: event.gpu ? addBusy(lane.gpu, event.gpu) : lane.gpu,
  }))
}

function applyVerified(state: BurstState, record: RecordedEvent, event: EventOf<'item.verified'>): BurstState {
  return withLane(
    { ...place(state, event.item, { kind: 'verified', lane: event.lane }), bytes: state.bytes + event.bytes },
    event.lane,
    lane => ({
      ...lane,
      collected: lane.collected + 1,
      marks: { ...lane.marks, lastVerified: record.clock },
    }),
  )
}

/** Adds an interval to a union of intervals that grows at its end; overlap counts once. */
function addBusy(gpu: Lane['gpu'], [from, to]: readonly [number, number]): Lane['gpu'] {
  const start = Math.max(from, gpu.lastEnd)
  const firstEnd = gpu.pictures === 0 ? to : gpu.firstEnd
  const busyMs = gpu.busyMs + Math.max(0, to - start)
  return { busyMs, pictures: gpu.pictures + 1, firstEnd, lastEnd: Math.max(gpu.lastEnd, to) }
}

function retryFailed(state: BurstState) {
  return withPlaces(state.items, indexesOf(state.items, ['failed']), { kind: 'pending', lane: null })
}

function stillLeased(state: BurstState, event: EventOf<'items.revoked'>): number[] {
  return [...eachIn(event.items)].filter(index => {
    const at = placeOf(state.items, index)
    return at.kind === 'leased' && at.lane === event.lane
  })
}

function place(state: BurstState, item: number, at: ItemPlace): BurstState {
  return { ...state, items: withPlace(state.items, item, at) }
}

function withRunning(lane: Lane, change: { connected?: boolean; ready?: boolean }): Lane {
  return lane.phase.kind === 'running' ? { ...lane, phase: { ...lane.phase, ...change } } : lane
}

function withLane(state: BurstState, index: number, change: (lane: Lane) => Lane): BurstState {
  const lane = state.lanes[index]
  if (!lane) throw new Error(`burst ${state.id} has no lane ${index}`)
  return { ...state, lanes: state.lanes.map(other => (other === lane ? change(lane) : other)) }
}
