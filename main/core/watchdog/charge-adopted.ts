import type { Charge } from '../providers/provider.ts'
import type { Db } from '../storage/database.ts'
import { ADOPTED, insertLedgerEntry } from '../storage/ledger-store.ts'
import type { Adopted } from './watch.ts'

/**
 * Writes down that an instance that was taken over is seen gone, with what it had cost when it was last seen; null where
 * nobody saw it. `at` is the wall clock, ms since 1970.
 */
export function chargeAdopted(
  db: Db,
  at: number,
  { attempt, instanceId, money }: Adopted,
  provider: string,
  charge: Charge | null,
): void {
  insertLedgerEntry(db, {
    at,
    entry: 'gone',
    provider,
    burstId: ADOPTED,
    lane: 0,
    attempt,
    instanceId,
    billedSeconds: charge?.billedSeconds ?? null,
    cost: charge?.cost ?? null,
    split: null,
    images: null,
    money,
  })
}
