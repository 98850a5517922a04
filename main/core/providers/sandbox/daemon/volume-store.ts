import type Database from 'better-sqlite3'
import { z } from 'zod'
import { openKeptStore, type KeptStore } from './kept-store.ts'

/** A volume as the cloud remembers it; instants on its clock. */
const Stored = z.strictObject({
  id: z.string(),
  name: z.string(),
  region: z.string(),
  bytes: z.number(),
  createdAt: z.number(),
})
export type VolumeRow = z.infer<typeof Stored>

export type VolumeStore = KeptStore<VolumeRow>

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
  return openKeptStore(db, 'volumes', Stored)
}
