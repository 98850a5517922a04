import { createHash } from 'node:crypto'
import { AuditLine, type AuditActor, type AuditCheck } from '../../../common/spend/audit.ts'
import { inTransaction, type Db } from './database.ts'

export type NewAuditLine = {
  /** Wall clock, ms since 1970. */
  readonly at: number
  readonly actor: AuditActor
  readonly action: string
  readonly target: string
  readonly detail: Readonly<Record<string, unknown>>
}

type Row = { seq: number; at: number; actor: string; action: string; target: string; detail: string; hash: string }

/** What the first line follows. */
const BEGINNING = '0'.repeat(64)

/** Appends lines; there is no update and no delete. Part of the transaction that is open, where one is. */
export function appendAudit(db: Db, lines: readonly NewAuditLine[]): void {
  if (lines.length === 0) return
  inTransaction(db, { durable: false }, () => {
    let hash = lastHash(db)
    const insert = db.prepare('INSERT INTO audit (at, actor, action, target, detail, hash) VALUES (?, ?, ?, ?, ?, ?)')
    for (const { at, actor, action, target, detail } of lines) {
      const text = JSON.stringify(detail)
      hash = hashOf(hash, { at, actor, action, target, detail: text })
      insert.run(at, actor, action, target, text, hash)
    }
  })
}

/** After `since`, in order. */
export function readAudit(db: Db, { since, limit }: { since: number; limit: number }): AuditLine[] {
  return db
    .prepare<[number, number], Row>('SELECT * FROM audit WHERE seq > ? ORDER BY seq LIMIT ?')
    .all(since, limit)
    .map(lineOf)
}

/** The latest ones, the newest first. */
export function latestAudit(db: Db, limit: number): AuditLine[] {
  return db.prepare<[number], Row>('SELECT * FROM audit ORDER BY seq DESC LIMIT ?').all(limit).map(lineOf)
}

/** What these did from an instant on (wall clock, ms since 1970), in order. */
export function auditSince(db: Db, from: number, actors: readonly AuditActor[], limit: number): AuditLine[] {
  const places = actors.map(() => '?').join(', ')
  return db
    .prepare<unknown[], Row>(`SELECT * FROM audit WHERE at >= ? AND actor IN (${places}) ORDER BY seq LIMIT ?`)
    .all(from, ...actors, limit)
    .map(lineOf)
}

/** Reckons every hash anew: a line that was changed or taken away shows, unless it was the last one. */
export function checkAudit(db: Db): AuditCheck {
  let before = BEGINNING
  let lines = 0
  for (const row of db.prepare<[], Row>('SELECT * FROM audit ORDER BY seq').iterate()) {
    lines += 1
    if (row.hash !== hashOf(before, row)) return { ok: false, lines, brokenAt: row.seq }
    before = row.hash
  }
  return { ok: true, lines, brokenAt: null }
}

function lastHash(db: Db): string {
  const hash = db.prepare('SELECT hash FROM audit ORDER BY seq DESC LIMIT 1').pluck().get()
  return typeof hash === 'string' ? hash : BEGINNING
}

function hashOf(before: string, { at, actor, action, target, detail }: Omit<Row, 'seq' | 'hash'>): string {
  return createHash('sha256')
    .update(JSON.stringify([before, at, actor, action, target, detail]))
    .digest('hex')
}

function lineOf({ at, detail, ...row }: Row): AuditLine {
  return AuditLine.parse({ ...row, at: new Date(at).toISOString(), detail: JSON.parse(detail) })
}
