import type { BurstEventType, RecordedEvent } from '../../../common/bursts/events.ts'
import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { instanceIdOf, type BurstState } from '../../../common/bursts/state.ts'
import { splitOf, type SecondSplit } from '../../../common/spend/split.ts'
import type { Money } from '../../../common/money.ts'

/** One line of the append-only record of everything that costs or ends a cost. */
export type LedgerEntry = {
  at: number
  entry:
    | 'create-intended'
    | 'created'
    | 'create-unknown'
    | 'create-absent'
    | 'create-rejected'
    | 'meter-started'
    | 'terminate-intended'
    | 'gone'
    /** Another burst has the instance and its cost from here on. */
    | 'handed'
    | 'taken'
    /** What the provider says it charged, told later than the end. */
    | 'reconciled'
  provider: string
  burstId: string
  lane: number
  attempt: string
  instanceId: string | null
  billedSeconds: number | null
  cost: Money | null
  /** Of an instance that is gone: what its billed seconds went to, and the pictures it made that came home. */
  split: SecondSplit | null
  images: number | null
  /** The kind of money this attempt moves, known before any does. */
  money: Money
}

/** The events that cost or end a cost. */
const ENTRIES: { readonly [K in BurstEventType]?: LedgerEntry['entry'] } = {
  'lane.intended': 'create-intended',
  'lane.created': 'created',
  'lane.unknown': 'create-unknown',
  'lane.absent': 'create-absent',
  'lane.rejected': 'create-rejected',
  'lane.running': 'meter-started',
  'lane.closing': 'terminate-intended',
  'lane.gone': 'gone',
  'lane.handed': 'handed',
  'lane.taken': 'taken',
}

/** The ledger's view of an event: null where it neither costs nor ends a cost. `state` is the state after the event. */
export function ledgerEntryOf(record: RecordedEvent, state: BurstState): LedgerEntry | null {
  const { event } = record
  const entry = ENTRIES[event.type]
  if (!entry || !('lane' in event)) return null
  const lane = state.lanes[event.lane]
  if (!lane) return null
  const over = event.type === 'lane.gone' || event.type === 'lane.handed' ? event : null
  return {
    at: record.at,
    entry,
    provider: providerOfOffer(state.plan, lane.offer),
    burstId: state.id,
    lane: lane.lane,
    attempt: lane.attempt,
    instanceId: instanceIdOf(lane),
    billedSeconds: over?.billedSeconds ?? null,
    cost: over?.cost ?? null,
    split: over && over.billedSeconds !== null ? splitOf(lane, over.billedSeconds, record.clock) : null,
    images: over && lane.collected,
    money: lane.pricePerHour,
  }
}
