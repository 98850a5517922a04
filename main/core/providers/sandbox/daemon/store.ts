import Database from 'better-sqlite3'
import type { SandboxFault } from '../fault-names.ts'
import type { FaultRequest } from '../api.ts'
import type { EndReason, Row } from './row.ts'

/** A fault that waits for its occasion, `left` more times. */
export type ArmedFault = { readonly name: SandboxFault; readonly left: number; readonly request: FaultRequest }

/** What the cloud remembers: written before anything is done about it. */
export interface CloudStore {
  insert(row: Row): void
  row(id: string): Row | null
  /** Those that somebody could see at `at` or later, oldest first. */
  visible(at: number): Row[]
  /** Those that have not ended. */
  alive(): Row[]
  end(id: string, endedAt: number, reason: EndReason): void
  setGoneAt(id: string, goneAt: number): void
  setEndBy(id: string, endBy: number): void
  setSshPort(id: string, port: number): void
  /** Drops what nobody can see any more, but for the latest: their charge may still be asked for. */
  forgetGone(at: number): void
  faults(): ArmedFault[]
  setFault(fault: ArmedFault): void
  clearFaults(): void
  /** The last instant at which the daemon is known to have lived, on the cloud's clock. */
  heartbeat(): number | null
  setHeartbeat(at: number): void
  close(): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS machines (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    offer_id TEXT NOT NULL,
    price TEXT NOT NULL,
    created_at REAL NOT NULL,
    active_at REAL,
    end_by REAL NOT NULL,
    ended_at REAL,
    end_reason TEXT,
    gone_at REAL,
    ssh_port INTEGER
  ) STRICT;
  CREATE TABLE IF NOT EXISTS faults (name TEXT PRIMARY KEY, remaining INTEGER NOT NULL, request TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS life (one INTEGER PRIMARY KEY CHECK (one = 1), heartbeat REAL NOT NULL) STRICT;
`
const KEPT_GONE = 1000

type Stored = {
  id: string
  name: string
  offer_id: string
  price: string
  created_at: number
  active_at: number | null
  end_by: number
  ended_at: number | null
  end_reason: EndReason | null
  gone_at: number | null
  ssh_port: number | null
}

export function openCloudStore(file: string): CloudStore {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(SCHEMA)
  const set = (column: string) => db.prepare(`UPDATE machines SET ${column} = ? WHERE id = ?`)
  const setters = { goneAt: set('gone_at'), endBy: set('end_by'), sshPort: set('ssh_port') }
  return {
    insert: row => void db.prepare(INSERT).run(toStored(row)),
    row: id => fromStored(db.prepare('SELECT * FROM machines WHERE id = ?').get(id) as Stored | undefined),
    visible: at => (db.prepare(VISIBLE).all(at) as Stored[]).map(toRow),
    alive: () => (db.prepare('SELECT * FROM machines WHERE ended_at IS NULL').all() as Stored[]).map(toRow),
    end: (id, endedAt, reason) =>
      void db
        .prepare('UPDATE machines SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL')
        .run(endedAt, reason, id),
    setGoneAt: (id, goneAt) => void setters.goneAt.run(goneAt, id),
    setEndBy: (id, endBy) => void setters.endBy.run(endBy, id),
    setSshPort: (id, port) => void setters.sshPort.run(port, id),
    forgetGone: at => void db.prepare(FORGET).run(at, KEPT_GONE),
    faults: () => (db.prepare('SELECT * FROM faults ORDER BY rowid').all() as StoredFault[]).map(toFault),
    setFault: ({ name, left, request }) =>
      void (left > 0
        ? db.prepare(ARM).run(name, left, JSON.stringify(request))
        : db.prepare('DELETE FROM faults WHERE name = ?').run(name)),
    clearFaults: () => void db.prepare('DELETE FROM faults').run(),
    heartbeat: () => (db.prepare('SELECT heartbeat FROM life').pluck().get() as number | undefined) ?? null,
    setHeartbeat: at => void db.prepare(BEAT).run(at),
    close: () => void db.close(),
  }
}

const INSERT = `INSERT INTO machines VALUES (@id, @name, @offer_id, @price, @created_at, @active_at, @end_by, @ended_at,
  @end_reason, @gone_at, @ssh_port)`
const VISIBLE = 'SELECT * FROM machines WHERE gone_at IS NULL OR gone_at > ? ORDER BY created_at, id'
const FORGET = `DELETE FROM machines WHERE gone_at <= ? AND id NOT IN
  (SELECT id FROM machines WHERE gone_at IS NOT NULL ORDER BY gone_at DESC LIMIT ?)`
const ARM = `INSERT INTO faults VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET remaining = excluded.remaining, request = excluded.request`
const BEAT = 'INSERT INTO life VALUES (1, ?) ON CONFLICT DO UPDATE SET heartbeat = excluded.heartbeat'

type StoredFault = { name: SandboxFault; remaining: number; request: string }

function toFault({ name, remaining, request }: StoredFault): ArmedFault {
  return { name, left: remaining, request: JSON.parse(request) as FaultRequest }
}

function toStored(row: Row): Stored {
  return {
    id: row.id,
    name: row.name,
    offer_id: row.offerId,
    price: JSON.stringify(row.pricePerHour),
    created_at: row.createdAt,
    active_at: row.activeAt,
    end_by: row.endBy,
    ended_at: row.endedAt,
    end_reason: row.endReason,
    gone_at: row.goneAt,
    ssh_port: row.sshPort,
  }
}

function fromStored(stored: Stored | undefined): Row | null {
  return stored ? toRow(stored) : null
}

function toRow(stored: Stored): Row {
  return {
    id: stored.id,
    name: stored.name,
    offerId: stored.offer_id,
    pricePerHour: JSON.parse(stored.price) as Row['pricePerHour'],
    createdAt: stored.created_at,
    activeAt: stored.active_at,
    endBy: stored.end_by,
    endedAt: stored.ended_at,
    endReason: stored.end_reason,
    goneAt: stored.gone_at,
    sshPort: stored.ssh_port,
  }
}
