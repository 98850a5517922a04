import Database from 'better-sqlite3'
import { z } from 'zod'
import { Money } from '../../../../../common/money.ts'
import { FaultRequest } from '../api.ts'
import { isSandboxFault, type SandboxFault } from '../fault-names.ts'
import { openImageStore, type ImageStore } from './image-store.ts'
import { openVolumeStore, type VolumeStore } from './volume-store.ts'
import { EndReason, type Row } from './row.ts'

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
  readonly images: ImageStore
  readonly volumes: VolumeStore
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

const Stored = z.strictObject({
  id: z.string(),
  name: z.string(),
  offer_id: z.string(),
  price: z.string(),
  created_at: z.number(),
  active_at: z.number().nullable(),
  end_by: z.number(),
  ended_at: z.number().nullable(),
  end_reason: EndReason.nullable(),
  gone_at: z.number().nullable(),
  ssh_port: z.int().nullable(),
})
type Stored = z.infer<typeof Stored>

export function openCloudStore(file: string): CloudStore {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.exec(SCHEMA)
  const set = (column: string) => db.prepare(`UPDATE machines SET ${column} = ? WHERE id = ?`)
  const setters = { goneAt: set('gone_at'), endBy: set('end_by'), sshPort: set('ssh_port') }
  return {
    insert: row => void db.prepare(INSERT).run(toStored(row)),
    row: id => db.prepare('SELECT * FROM machines WHERE id = ?').all(id).map(toRow)[0] ?? null,
    visible: at => db.prepare(VISIBLE).all(at).map(toRow),
    alive: () => db.prepare('SELECT * FROM machines WHERE ended_at IS NULL').all().map(toRow),
    end: (id, endedAt, reason) =>
      void db
        .prepare('UPDATE machines SET ended_at = ?, end_reason = ? WHERE id = ? AND ended_at IS NULL')
        .run(endedAt, reason, id),
    setGoneAt: (id, goneAt) => void setters.goneAt.run(goneAt, id),
    setEndBy: (id, endBy) => void setters.endBy.run(endBy, id),
    setSshPort: (id, port) => void setters.sshPort.run(port, id),
    forgetGone: at => void db.prepare(FORGET).run(at, KEPT_GONE),
    faults: () => db.prepare('SELECT * FROM faults ORDER BY rowid').all().map(toFault),
    setFault: ({ name, left, request }) =>
      void (left > 0
        ? db.prepare(ARM).run(name, left, JSON.stringify(request))
        : db.prepare('DELETE FROM faults WHERE name = ?').run(name)),
    clearFaults: () => void db.prepare('DELETE FROM faults').run(),
    heartbeat: () => z.number().nullish().parse(db.prepare('SELECT heartbeat FROM life').pluck().get()) ?? null,
    setHeartbeat: at => void db.prepare(BEAT).run(at),
    images: openImageStore(db),
    volumes: openVolumeStore(db),
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

const StoredFault = z.strictObject({
  name: z.string().refine(isSandboxFault),
  remaining: z.int(),
  request: z.string(),
})

function toFault(stored: unknown): ArmedFault {
  const { name, remaining, request } = StoredFault.parse(stored)
  return { name, left: remaining, request: FaultRequest.parse(JSON.parse(request)) }
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

function toRow(stored: unknown): Row {
  const row = Stored.parse(stored)
  return {
    id: row.id,
    name: row.name,
    offerId: row.offer_id,
    pricePerHour: Money.parse(JSON.parse(row.price)),
    createdAt: row.created_at,
    activeAt: row.active_at,
    endBy: row.end_by,
    endedAt: row.ended_at,
    endReason: row.end_reason,
    goneAt: row.gone_at,
    sshPort: row.ssh_port,
  }
}
