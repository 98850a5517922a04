import type { RecordedEvent } from '../../common/bursts/events.ts'
import { Money, toWireMoney } from '../../common/money.ts'

/** Fields of events that are instants, in ms on the provider's clock. */
const INSTANTS = new Set(['endBy', 'billedFrom', 'gpu'])

export type EventDocument = {
  readonly seq: number
  readonly burstId: string
  readonly at: string
  readonly clock: string
  readonly event: Readonly<Record<string, unknown>>
}

/** An event as scripts read it: money as decimal amounts, instants as ISO 8601 UTC. */
export function eventDocument({ seq, burstId, at, clock, event }: RecordedEvent): EventDocument {
  return { seq, burstId, at: iso(at), clock: iso(clock), event: publishedFields(event) }
}

function published(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(published)
  if (typeof value !== 'object' || value === null) return value
  const money = Money.safeParse(value)
  return money.success ? toWireMoney(money.data) : publishedFields(value)
}

function publishedFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, INSTANTS.has(key) ? instants(field) : published(field)]),
  )
}

function instants(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(instants)
  return typeof value === 'number' ? iso(value) : value
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
