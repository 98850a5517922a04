import Database from 'better-sqlite3'
import { BurstError } from '../../../common/errors.ts'
import { MIGRATIONS } from './migrations.ts'

export type Db = Database.Database

/**
 * Opens the home's database and brings it up to date.
 *
 * WAL, so that a face may read while the engine writes. Commits are not forced to the disk unless a law needs it:
 * `inTransaction(db, { durable: true }, …)`. A file from a newer Burst is refused, untouched.
 */
export function openDatabase(file: string): Db {
  const db = new Database(file)
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = NORMAL')
  db.pragma('foreign_keys = ON')
  migrate(db, file)
  return db
}

/**
 * Runs `work` in one transaction; `durable` returns only when it is on the disk (law 1, law 3).
 *
 * Within another transaction it is part of that one, which alone decides whether it is durable.
 */
export function inTransaction<T>(db: Db, options: { durable: boolean }, work: () => T): T {
  if (!options.durable || db.inTransaction) return db.transaction(work).immediate()
  db.pragma('synchronous = FULL')
  try {
    return db.transaction(work).immediate()
  } finally {
    db.pragma('synchronous = NORMAL')
  }
}

function migrate(db: Db, file: string): void {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > MIGRATIONS.length) {
    db.close()
    throw new BurstError('failed', [
      {
        code: 'database-newer',
        message: `${file} was written by a newer Burst (schema ${version}; this one knows ${MIGRATIONS.length})`,
        remedy: 'Update Burst, or point --home at another folder. Nothing was changed.',
        file,
      },
    ])
  }
  MIGRATIONS.slice(version).forEach((sql, offset) => {
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${version + offset + 1}`)
    }).immediate()
  })
}
