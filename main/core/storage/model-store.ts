import { z } from 'zod'
import { LibraryModel } from '../../../common/models/model.ts'
import { inTransaction, type Db } from './database.ts'

/** A model of the library, with what its hash was worked out from. */
export type StoredModel = LibraryModel & { readonly folder: string; readonly stamp: string }

const Row = LibraryModel.extend({ folder: z.string(), stamp: z.string() })

/** The models that were found, and the folders that they were found in. */
export type ModelStore = {
  readonly folders: () => string[]
  readonly all: () => StoredModel[]
  readonly put: (model: StoredModel) => void
  /** Takes away what is recorded below this folder and is not among these files. Gives how many that were. */
  readonly keepOnly: (folder: string, files: ReadonlySet<string>) => number
  readonly addFolder: (folder: string) => void
}

export function createModelStore(db: Db): ModelStore {
  const put = db.prepare(
    `INSERT INTO models (file, folder, name, bytes, stamp, sha256, kind, base, format)
     VALUES (@file, @folder, @name, @bytes, @stamp, @sha256, @kind, @base, @format)
     ON CONFLICT (file) DO UPDATE SET folder = excluded.folder, name = excluded.name, bytes = excluded.bytes,
       stamp = excluded.stamp, sha256 = excluded.sha256, kind = excluded.kind, base = excluded.base, format = excluded.format`,
  )
  const remove = db.prepare('DELETE FROM models WHERE file = ?')
  const all = db.prepare('SELECT * FROM models ORDER BY name, file')
  const ofFolder = db.prepare('SELECT file FROM models WHERE folder = ?')
  return {
    folders: () =>
      z
        .array(z.object({ path: z.string() }))
        .parse(db.prepare('SELECT path FROM model_folders ORDER BY path').all())
        .map(row => row.path),
    all: () => z.array(Row).parse(all.all()),
    put: model => void put.run(model),
    keepOnly: (folder, files) =>
      inTransaction(db, { durable: false }, () => {
        const rows = z.array(z.object({ file: z.string() })).parse(ofFolder.all(folder))
        const gone = rows.filter(row => !files.has(row.file))
        for (const { file } of gone) remove.run(file)
        return gone.length
      }),
    addFolder: folder =>
      void db.prepare('INSERT INTO model_folders (path) VALUES (?) ON CONFLICT DO NOTHING').run(folder),
  }
}
