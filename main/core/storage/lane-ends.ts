import { BurstEvent } from '../../../common/bursts/events.ts'
import type { Db } from './database.ts'
import { burstOfAttempt } from './ledger-store.ts'

/** When the instance of an attempt ends itself, ms on its provider's clock; null for an attempt that is not known. */
export function endByOfAttempt(db: Db, attempt: string): number | null {
  const owner = burstOfAttempt(db, attempt)
  if (!owner) return null
  const rows = db
    .prepare<[string], string>(
      `SELECT data FROM events WHERE burst_id = ? AND type IN ('lane.intended', 'lane.taken', 'lane.end-by-moved') ORDER BY seq DESC`,
    )
    .pluck()
    .iterate(owner.burstId)
  for (const row of rows) {
    const event = BurstEvent.parse(JSON.parse(row))
    if ('endBy' in event && event.lane === owner.lane) return event.endBy
  }
  return null
}
