import type { Money } from '../../../common/money.ts'
import { SecondSplit } from '../../../common/spend/split.ts'
import type { LedgerEntry } from '../spend/ledger.ts'
import type { Db } from './database.ts'

/** Appends one entry; there is no update and no delete. */
export function insertLedgerEntry(db: Db, entry: LedgerEntry): void {
  db.prepare(
    `INSERT INTO ledger (at, entry, provider, burst_id, lane, attempt, instance_id, billed_seconds, micros, currency, tax_included, simulated, split, images)
     VALUES (@at, @entry, @provider, @burstId, @lane, @attempt, @instanceId, @billedSeconds, @micros, @currency, @taxIncluded, @simulated, @split, @images)`,
  ).run({
    at: entry.at,
    entry: entry.entry,
    provider: entry.provider,
    burstId: entry.burstId,
    lane: entry.lane,
    attempt: entry.attempt,
    instanceId: entry.instanceId,
    billedSeconds: entry.billedSeconds,
    micros: entry.cost?.micros ?? null,
    currency: entry.money.currency,
    taxIncluded: entry.money.taxIncluded ? 1 : 0,
    simulated: entry.money.simulated ? 1 : 0,
    split: entry.split && JSON.stringify(entry.split),
    images: entry.images,
  })
}

export type Charge = {
  at: number
  provider: string
  burstId: string
  instanceId: string | null
  billedSeconds: number
  cost: Money
  /** Null of what was written by an older Burst. */
  split: SecondSplit | null
  images: number | null
  /** By our own meter, where `cost` is what the provider told later; null where it told none. */
  metered: Money | null
}

/**
 * What instances cost, one row each, in the order in which they were proven gone: the provider's own figure where it told
 * one later, with our meter beside it.
 */
export function listCharges(db: Db, range: { from: number; to: number }): Charge[] {
  const rows = db
    .prepare<{ from: number; to: number }, ChargeRow>(
      `SELECT gone.at, gone.provider, gone.burst_id AS burstId, gone.instance_id AS instanceId, gone.billed_seconds AS billedSeconds,
         gone.micros, gone.currency, gone.tax_included AS taxIncluded, gone.simulated, gone.split, gone.images,
         told.micros AS toldMicros, told.currency AS toldCurrency, told.tax_included AS toldTax
       FROM ledger AS gone
       LEFT JOIN ledger AS told ON gone.entry = 'gone' AND told.seq =
         (SELECT max(seq) FROM ledger WHERE attempt = gone.attempt AND entry = 'reconciled')
       WHERE gone.entry IN ('gone', 'handed') AND gone.micros IS NOT NULL AND gone.at >= @from AND gone.at < @to ORDER BY gone.seq`,
    )
    .all(range)
  return rows.map(({ micros, currency, taxIncluded, simulated, split, toldMicros, toldCurrency, toldTax, ...row }) => {
    const own: Money = { micros, currency, taxIncluded: taxIncluded === 1, simulated: simulated === 1 }
    const told: Money | null =
      toldMicros === null || toldCurrency === null
        ? null
        : { ...own, micros: toldMicros, currency: toldCurrency, taxIncluded: toldTax === 1 }
    return {
      ...row,
      split: split === null ? null : SecondSplit.parse(JSON.parse(split)),
      cost: told ?? own,
      metered: told && own,
    }
  })
}

type ChargeRow = Omit<Charge, 'cost' | 'split' | 'metered'> & {
  split: string | null
  micros: number
  currency: string
  taxIncluded: number
  simulated: number
  toldMicros: number | null
  toldCurrency: string | null
  toldTax: number | null
}

/** An instance that is gone, and what its provider has told of it so far, in micros. */
export type UnsettledCharge = {
  readonly at: number
  readonly provider: string
  readonly burstId: string
  readonly lane: number
  readonly attempt: string
  readonly instanceId: string
  readonly told: number | null
}

/** Instances of real money that were proven gone between two instants (wall clock, ms since 1970). */
export function unsettledCharges(db: Db, range: { from: number; to: number }): UnsettledCharge[] {
  return db
    .prepare<{ from: number; to: number }, UnsettledCharge>(
      `SELECT at, provider, burst_id AS burstId, lane, attempt, instance_id AS instanceId,
         (SELECT micros FROM ledger WHERE attempt = gone.attempt AND entry = 'reconciled' ORDER BY seq DESC LIMIT 1) AS told
       FROM ledger AS gone
       WHERE entry = 'gone' AND simulated = 0 AND instance_id IS NOT NULL AND at >= @from AND at < @to
         -- A figure for an instance that several bursts had cannot be told apart: our own meter stays.
         AND attempt NOT IN (SELECT attempt FROM ledger WHERE entry = 'handed') ORDER BY seq`,
    )
    .all(range)
}

/** Instances by id that the ledger says are ours and when their meter started, for the list of instances. */
export function burstOfAttempt(db: Db, attempt: string): { burstId: string; lane: number } | null {
  return (
    (db
      .prepare('SELECT burst_id AS burstId, lane FROM ledger WHERE attempt = ? ORDER BY seq DESC LIMIT 1')
      .get(attempt) as { burstId: string; lane: number } | undefined) ?? null
  )
}

/** What an instance cost the bursts that had it and handed it on; null where none did. */
export function chargeBefore(db: Db, attempt: string): { billedSeconds: number; cost: Money } | null {
  const [row] = db
    .prepare<[string], BeforeRow>(
      `SELECT sum(billed_seconds) AS billedSeconds, sum(micros) AS micros, currency, tax_included AS taxIncluded, simulated
       FROM ledger WHERE attempt = ? AND entry = 'handed' GROUP BY currency, tax_included, simulated`,
    )
    .all(attempt)
  if (!row) return null
  const { billedSeconds, micros, currency, taxIncluded, simulated } = row
  return { billedSeconds, cost: { micros, currency, taxIncluded: taxIncluded === 1, simulated: simulated === 1 } }
}

type BeforeRow = {
  billedSeconds: number
  micros: number
  currency: string
  taxIncluded: number
  simulated: number
}

/** Entries after which an attempt has no instance any more, or never had one. */
const CLOSING = new Set(['gone', 'handed', 'reconciled', 'create-absent', 'create-rejected'])

/** Whether an attempt may still have an instance. */
export function stateOfAttempt(db: Db, attempt: string): 'open' | 'closed' | 'unknown' {
  const last = db.prepare('SELECT entry FROM ledger WHERE attempt = ? ORDER BY seq DESC LIMIT 1').pluck().get(attempt)
  if (typeof last !== 'string') return 'unknown'
  return CLOSING.has(last) ? 'closed' : 'open'
}

/** In the place of a burst's id: the instance was taken over, and belongs to none. */
export const ADOPTED = 'adopted'

/** Instances at a provider that were taken over and are not seen gone yet. */
export function adoptedInstances(
  db: Db,
  provider: string,
): { attempt: string; instanceId: string; at: number; money: Money }[] {
  const rows = db
    .prepare<
      [string, string],
      { attempt: string; instanceId: string; at: number; currency: string; taxIncluded: number; simulated: number }
    >(
      `SELECT attempt, instance_id AS instanceId, at, currency, tax_included AS taxIncluded, simulated
       FROM ledger WHERE provider = ? AND burst_id = ? AND entry = 'created' ORDER BY seq`,
    )
    .all(provider, ADOPTED)
  return rows
    .filter(({ attempt }) => stateOfAttempt(db, attempt) === 'open')
    .map(({ currency, taxIncluded, simulated, ...row }) => ({
      ...row,
      money: { micros: 0, currency, taxIncluded: taxIncluded === 1, simulated: simulated === 1 },
    }))
}

/** Whether any attempt at a provider may still have an instance. */
export function hasOpenAttempts(db: Db, provider: string): boolean {
  const attempts = db.prepare('SELECT DISTINCT attempt FROM ledger WHERE provider = ?').pluck().all(provider)
  return attempts.some(attempt => stateOfAttempt(db, String(attempt)) === 'open')
}

/** Whether anything was ever rented, or was to be, at a provider. */
export function isProviderUsed(db: Db, provider: string): boolean {
  return db.prepare('SELECT 1 FROM ledger WHERE provider = ? LIMIT 1').get(provider) !== undefined
}
