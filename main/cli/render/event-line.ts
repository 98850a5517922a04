import type { RecordedEvent } from '../../../common/bursts/events.ts'
import { eventDocument } from '../event-document.ts'

/** One event on one line: number, instant, burst, type, and the rest as it is. */
export function eventLine(recorded: RecordedEvent): string {
  const { seq, burstId, at, event } = eventDocument(recorded)
  const details = Object.entries(event)
    .filter(([key]) => key !== 'type')
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [seq, at, burstId, recorded.event.type, ...details].join('  ').replaceAll('\n', ' ')
}
