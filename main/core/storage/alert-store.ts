import type { Alert, AlertChannel } from '../../../common/spend/alert.ts'
import { inTransaction, type Db } from './database.ts'

export type NewAlert = Pick<Alert, 'kind' | 'message' | 'simulated'> & {
  /** The same key is told once. */
  readonly key: string
  /** Wall clock, ms since 1970. */
  readonly at: number
}

type AlertRow = { seq: number; at: number; kind: Alert['kind']; message: string; simulated: number }

/** Writes an alert down with the ways it has to leave on; null where it is known already. */
export function insertAlert(db: Db, alert: NewAlert, channels: readonly AlertChannel[]): Alert | null {
  return inTransaction(db, { durable: true }, () => {
    const { changes, lastInsertRowid } = db
      .prepare('INSERT INTO alerts (at, key, kind, message, simulated) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      .run(alert.at, alert.key, alert.kind, alert.message, alert.simulated ? 1 : 0)
    if (changes === 0) return null
    const id = Number(lastInsertRowid)
    const insert = db.prepare('INSERT INTO alert_deliveries (alert, channel, tries, at) VALUES (?, ?, 0, NULL)')
    for (const channel of channels) insert.run(id, channel)
    const { at, kind, message, simulated } = alert
    return { id, at: new Date(at).toISOString(), kind, message, simulated }
  })
}

/** The newest first. */
export function readAlerts(db: Db, { since, limit }: { since: number; limit: number }): Alert[] {
  const rows = db
    .prepare<[number, number], AlertRow>('SELECT * FROM alerts WHERE at >= ? ORDER BY seq DESC LIMIT ?')
    .all(since, limit)
  return rows.map(alertOf)
}

/** What is still to leave, the oldest first; what was tried in vain too often stays behind. */
export function readUndelivered(db: Db, mostTries: number): { alert: Alert; channel: AlertChannel }[] {
  const rows = db
    .prepare<[number], AlertRow & { channel: AlertChannel }>(
      `SELECT alerts.*, channel FROM alert_deliveries JOIN alerts ON alerts.seq = alert
       WHERE alert_deliveries.at IS NULL AND tries < ? ORDER BY alert, channel`,
    )
    .all(mostTries)
  return rows.map(({ channel, ...row }) => ({ alert: alertOf(row), channel }))
}

export function noteDelivery(db: Db, id: number, channel: AlertChannel, deliveredAt: number | null): void {
  db.prepare('UPDATE alert_deliveries SET tries = tries + 1, at = ? WHERE alert = ? AND channel = ?').run(
    deliveredAt,
    id,
    channel,
  )
}

function alertOf({ seq, at, kind, message, simulated }: AlertRow): Alert {
  return { id: seq, at: new Date(at).toISOString(), kind, message, simulated: simulated === 1 }
}
