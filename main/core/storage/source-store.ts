import { z } from 'zod'
import { ModelSource } from '../../../common/models/source.ts'
import type { Db } from './database.ts'

/** The sources of models, by content: they outlive the files. */
export type SourceStore = {
  readonly of: (sha256: string) => ModelSource[]
  readonly all: () => { sha256: string; source: ModelSource }[]
  readonly add: (sha256: string, source: ModelSource) => void
  /** Whether it was there. */
  readonly remove: (sha256: string, source: ModelSource) => boolean
}

const Row = z.object({ sha256: z.string(), source: z.string() })

export function createSourceStore(db: Db): SourceStore {
  const rows = (found: unknown) =>
    z
      .array(Row)
      .parse(found)
      .map(({ sha256, source }) => ({ sha256, source: ModelSource.parse(JSON.parse(source)) }))
  const textOf = (source: ModelSource) => JSON.stringify(ModelSource.parse(source))
  return {
    of: sha256 =>
      rows(db.prepare('SELECT sha256, source FROM model_sources WHERE sha256 = ? ORDER BY rowid').all(sha256)).map(
        ({ source }) => source,
      ),
    all: () => rows(db.prepare('SELECT sha256, source FROM model_sources ORDER BY rowid').all()),
    add: (sha256, source) =>
      void db
        .prepare('INSERT INTO model_sources (sha256, source) VALUES (?, ?) ON CONFLICT DO NOTHING')
        .run(sha256, textOf(source)),
    remove: (sha256, source) =>
      db.prepare('DELETE FROM model_sources WHERE sha256 = ? AND source = ?').run(sha256, textOf(source)).changes > 0,
  }
}
