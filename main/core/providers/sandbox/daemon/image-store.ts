import type Database from 'better-sqlite3'
import { z } from 'zod'
import { openKeptStore, type KeptStore } from './kept-store.ts'

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

export type ImageStore = KeptStore<ImageRow>

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
  return openKeptStore(db, 'images', Stored)
}
