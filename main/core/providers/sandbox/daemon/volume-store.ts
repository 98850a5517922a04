import type Database from 'better-sqlite3'
import { z } from 'zod'

/** A volume as the cloud remembers it; instants on its clock. */
const Stored = z.strictObject({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  bytes: z.number(),
  createdAt: z.number(),
})
export type VolumeRow = z.infer<typeof Stored>

export type VolumeStore = {
  insert(row: VolumeRow): void
  row(id: string): VolumeRow | null
  /** The oldest first. */
  all(): VolumeRow[]
  remove(id: string): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS volumes (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    bytes REAL NOT NULL,
    createdAt REAL NOT NULL
  ) STRICT;
`

export function openVolumeStore(db: Database.Database): VolumeStore {
  db.exec(SCHEMA)
  const rows = (where: string, ...values: string[]) =>
    z.array(Stored).parse(db.prepare(`SELECT * FROM volumes ${where} ORDER BY createdAt, id`).all(...values))
  return {
    insert: row => void db.prepare('INSERT INTO volumes VALUES (@id, @name, @region, @bytes, @createdAt)').run(row),
    row: id => rows('WHERE id = ?', id)[0] ?? null,
    all: () => rows(''),
    remove: id => void db.prepare('DELETE FROM volumes WHERE id = ?').run(id),
  }
}
