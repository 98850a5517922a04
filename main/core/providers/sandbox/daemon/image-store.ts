import type Database from 'better-sqlite3'
import { z } from 'zod'

/** An image as the cloud remembers it; instants on its clock. */
const Stored = z.strictObject({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  bytes: z.number(),
  createdAt: z.number(),
  readyAt: z.number(),
})
export type ImageRow = z.infer<typeof Stored>

export type ImageStore = {
  insert(row: ImageRow): void
  row(id: string): ImageRow | null
  /** The oldest first. */
  all(): ImageRow[]
  remove(id: string): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS images (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    region TEXT NOT NULL,
    bytes REAL NOT NULL,
    createdAt REAL NOT NULL,
    readyAt REAL NOT NULL
  ) STRICT;
`

export function openImageStore(db: Database.Database): ImageStore {
  db.exec(SCHEMA)
  const rows = (where: string, ...values: string[]) =>
    z.array(Stored).parse(db.prepare(`SELECT * FROM images ${where} ORDER BY createdAt, id`).all(...values))
  return {
    insert: row =>
      void db.prepare('INSERT INTO images VALUES (@id, @name, @region, @bytes, @createdAt, @readyAt)').run(row),
    row: id => rows('WHERE id = ?', id)[0] ?? null,
    all: () => rows(''),
    remove: id => void db.prepare('DELETE FROM images WHERE id = ?').run(id),
  }
}
