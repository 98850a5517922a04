import type Database from 'better-sqlite3'
import { z } from 'zod'

/** Rows of one table, as the cloud remembers them. */
export type KeptStore<Row> = {
  insert(row: Row): void
  row(id: string): Row | null
  /** The oldest first. */
  all(): Row[]
  remove(id: string): void
}

/** Over a table that is there already; its columns are those of `stored`, `id` and `createdAt` among them. */
export function openKeptStore<Row extends { id: string; createdAt: number }>(
  db: Database.Database,
  table: 'images' | 'volumes',
  stored: z.ZodType<Row>,
): KeptStore<Row> {
  const rows = (where: string, ...values: string[]) =>
    z.array(stored).parse(db.prepare(`SELECT * FROM ${table} ${where} ORDER BY createdAt, id`).all(...values))
  return {
    insert: row => {
      const columns = Object.keys(row)
      const values = columns.map(column => `@${column}`)
      db.prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${values.join()})`).run(row)
    },
    row: id => rows('WHERE id = ?', id)[0] ?? null,
    all: () => rows(''),
    remove: id => void db.prepare(`DELETE FROM ${table} WHERE id = ?`).run(id),
  }
}
