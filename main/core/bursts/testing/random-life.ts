import type { BurstEvent, RecordedEvent } from '../../../../common/bursts/events.ts'
import { evolve } from '../../../../common/bursts/evolve.ts'
import { indexesOf } from '../../../../common/bursts/items.ts'
import type { Plan } from '../../../../common/bursts/plan.ts'
import { toRanges } from '../../../../common/bursts/ranges.ts'
import type { BurstState, Lane } from '../../../../common/bursts/state.ts'
import { decide, outcomeOf, type Step } from '../decide.ts'
import { PRICE } from './plans.ts'
import { wishEvents, type AskedWish } from '../wishes.ts'

/** A burst that lives in memory: every event that can follow from where it stands, and the driver's decisions. */
export type Life = {
  state(): BurstState
  readonly records: readonly RecordedEvent[]
  happen(event: BurstEvent): void
  /** Carries out all decisions, as the driver does, and gives the steps that are left. */
  settle(): Step[]
}

const MAX_DECISIONS = 1000

export function newLife(items: number, plan: Plan): Life {
  const records: RecordedEvent[] = []
  const created: BurstEvent = {
    type: 'burst.created',
    kind: 'images',
    name: 'life',
    template: null,
    out: '/out',
    items,
    plan,
  }
  let state = evolve(null, recordOf(records, created))

  function happen(event: BurstEvent): void {
    state = evolve(state, recordOf(records, event))
  }

  function settle(): Step[] {
    for (let round = 0; round < MAX_DECISIONS; round += 1) {
      const steps = decide(state)
      const decision = steps.find(step => step.do === 'record' || step.do === 'lease')
      if (decision?.do === 'record') happen(decision.event)
      else if (decision?.do === 'lease')
        happen({
          type: 'lane.leased',
          lane: decision.lane,
          share: shareOf(state, decision.lane),
          items: decision.items,
        })
      else return steps
    }
    throw new Error('deciding does not come to an end')
  }

  return { state: () => state, records, happen, settle }
}

/** Half a second after another, so that instants differ. */
function recordOf(records: RecordedEvent[], event: BurstEvent): RecordedEvent {
  const at = 1_000_000 + records.length * 500
  const record = { seq: records.length + 1, burstId: 'life', at, clock: at, event }
  records.push(record)
  return record
}

function shareOf(state: BurstState, lane: number): string {
  return `${lane}-${state.lanes[lane]?.shares.length ?? 0}`
}

/** What the outside may do next when all goes well. */
export function progress(state: BurstState, steps: readonly Step[]): BurstEvent[] {
  const own = steps.flatMap(step => stepEvents(state, step))
  return [...own, ...state.lanes.flatMap(lane => laneProgress(state, lane))]
}

function stepEvents(state: BurstState, step: Step): BurstEvent[] {
  if (step.do === 'conclude') return [{ type: 'burst.ended', ...outcomeOf(state) }]
  if (step.do !== 'open-lane') return []
  const lane = state.lanes.length
  return [
    {
      type: 'lane.intended',
      lane,
      attempt: `a${lane}`,
      name: `burst-${lane}`,
      offer: step.offer,
      pricePerHour: PRICE,
      endBy: 9e12,
    },
  ]
}

function laneProgress(state: BurstState, { lane, phase, shares }: Lane): BurstEvent[] {
  switch (phase.kind) {
    case 'intended':
    case 'unknown':
      return [{ type: 'lane.created', lane, instanceId: `i${lane}` }]
    case 'booting':
      return [{ type: 'lane.running', lane, billedFrom: 1_000_000 }]
    case 'closing':
      return [{ type: 'lane.gone', lane, billedSeconds: 60, cost: { ...PRICE, micros: 60_000 } }]
    case 'running': {
      const undelivered = shares.filter(share => !share.delivered)
      return [
        ...undelivered.map(({ share }): BurstEvent => ({ type: 'lane.delivered', lane, share })),
        ...givenBack(state, lane),
        ...itemProgress(state, lane),
      ]
    }
    case 'gone':
    case 'absent':
    case 'rejected':
      return []
    default:
      return []
  }
}

function itemProgress(state: BurstState, lane: number): BurstEvent[] {
  const made = [...indexesOf(state.items, ['leased'], lane)].map((item): BurstEvent => ({
    type: 'item.made',
    lane,
    item,
    attempt: 1,
    file: fileOf(item),
    gpu: [item * 10, item * 10 + 9],
  }))
  const verified = [...indexesOf(state.items, ['made'], lane)].map((item): BurstEvent => ({
    type: 'item.verified',
    lane,
    item,
    bytes: 10,
    sha256: fileOf(item).sha256,
    adopted: false,
  }))
  return [...verified, ...made]
}

function givenBack(state: BurstState, lane: number): BurstEvent[] {
  if (state.wish !== 'finish' && state.wish !== 'pause') return []
  const leased = [...indexesOf(state.items, ['leased'], lane)]
  return leased.length > 1 ? [{ type: 'items.revoked', lane, items: toRanges(leased.slice(1)) }] : []
}

/** What may go wrong, and what somebody may wish. */
export function mischief(state: BurstState): BurstEvent[] {
  const asked: AskedWish[] = ['pause', 'resume', 'finish', 'cancel', 'kill']
  return [...asked.flatMap(wish => wishEvents(state, wish)), ...state.lanes.flatMap(lane => laneMischief(state, lane))]
}

function laneMischief(state: BurstState, { lane, phase }: Lane): BurstEvent[] {
  switch (phase.kind) {
    case 'intended':
      return [
        { type: 'lane.rejected', lane, reason: 'no-stock', message: 'sold out' },
        { type: 'lane.rejected', lane, reason: 'rate-limited', message: 'too often' },
        { type: 'lane.unknown', lane, message: 'lost' },
      ]
    case 'unknown':
      return [{ type: 'lane.absent', lane }]
    case 'booting':
      return [{ type: 'lane.closing', lane, reason: 'boot-timeout', message: 'too slow' }]
    case 'running':
      return [
        { type: 'lane.closing', lane, reason: 'preempted', message: 'taken back' },
        { type: 'lane.closing', lane, reason: 'lifetime', message: 'old' },
        { type: 'lane.closing', lane, reason: 'budget', message: 'spent' },
        { type: 'lane.connected', lane },
        { type: 'lane.ready', lane, comfyui: '1' },
        { type: 'lane.comfyui-down', lane, message: 'crashed' },
        { type: 'lane.disconnected', lane, message: 'lost' },
        ...itemMischief(state, lane),
      ]
    case 'closing':
    case 'gone':
    case 'absent':
    case 'rejected':
      return []
    default:
      return []
  }
}

function itemMischief(state: BurstState, lane: number): BurstEvent[] {
  const [leased] = indexesOf(state.items, ['leased', 'made'], lane)
  const [verified] = indexesOf(state.items, ['verified'], lane)
  const more = [...indexesOf(state.items, ['leased'], lane)]
  return [
    ...(leased === undefined
      ? []
      : ([
          { type: 'item.retried', lane, item: leased, attempt: 1, code: 'picture-corrupt', message: 'torn' },
          { type: 'item.failed', lane, item: leased, attempts: 3, code: 'out-of-memory', message: 'too large' },
        ] as const)),
    ...(verified === undefined ? [] : ([{ type: 'item.released', lane, item: verified }] as const)),
    ...(more.length === 0 ? [] : ([{ type: 'items.revoked', lane, items: toRanges(more) }] as const)),
  ]
}

function fileOf(item: number) {
  return { path: `burst/${item}.png`, bytes: 10, sha256: String(item % 10).repeat(64) }
}
