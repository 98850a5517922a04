import path from 'node:path'
import { RemoteError, type RemoteConnection } from '../remote/remote.ts'
import { DiskFullError } from './disk-full.ts'
import type { Rsync } from './rsync/run-rsync.ts'
import type { LineLimit } from './line-limit.ts'
import type { HomeFiles } from './home-files.ts'
import type { PartFile } from './part-file.ts'
import { assertPlainFileName } from './plain-file-name.ts'

/** A finished picture on an instance, as its journal describes it. */
export type Collectable = {
  item: number
  /** Relative to the login folder, POSIX. */
  remotePath: string
  bytes: number
  sha256: string
  fileName: string
}

export type MismatchCode = 'hash-mismatch' | 'missing-file' | 'too-large'
export type Outcome = { kind: 'home'; adopted: boolean } | { kind: 'mismatch'; code: MismatchCode }

export type Way = {
  connection: Pick<RemoteConnection, 'readFile'>
  /** The only folder that is written to, absolute. */
  folder: string
  files: HomeFiles
  readonly line: LineLimit
  /** In place of the connection's own way, where it is wanted and there on both ends. */
  readonly rsync?: Rsync | null
  /** Forces the folder's names to the disk; may be shared with others who ask at the same time. */
  syncFolder: () => Promise<void>
}

/** The line is honest most of the time: what arrives wrong three times is wrong there, and is made again. */
const TRIES = 3

/**
 * Brings one picture home in the order of law 3, up to and including the sync of the folder.
 *
 * A try that breaks off leaves what it got, and the next one goes on behind it. If the whole is not right then, its
 * beginning may be of another picture of that name: that does not count as a try.
 */
export async function bringHome(way: Way, picture: Collectable, signal: AbortSignal): Promise<Outcome> {
  assertPlainFileName(picture.fileName)
  const local = path.join(way.folder, picture.fileName)
  const present = await way.files.fingerprint(local, picture.bytes, signal)
  if (present?.sha256 === picture.sha256) {
    await way.syncFolder()
    return { kind: 'home', adopted: true }
  }
  let code: MismatchCode = 'hash-mismatch'
  for (let tried = 0; tried < TRIES;) {
    const refused = await fetchByRsync(way, picture, signal)
    if (refused !== null) {
      code = refused
      if (code === 'missing-file') break
      tried += 1
      continue
    }
    const part = await way.files.openPart(way.folder, picture.fileName, picture.bytes)
    const found = await fetchOnce(way, part, picture, signal)
    if (found === null) return { kind: 'home', adopted: false }
    code = found
    if (code === 'missing-file') break
    // What rsync brought is all in the part file, new or old.
    if (part.held === 0 || way.rsync) tried += 1
  }
  return { kind: 'mismatch', code }
}

/** Leaves the whole picture in its part file, where rsync is to bring it; null when it did, or is not. */
async function fetchByRsync(
  { rsync, files, folder, line }: Way,
  { remotePath, bytes, fileName }: Collectable,
  signal: AbortSignal,
): Promise<MismatchCode | null> {
  if (!rsync) return null
  try {
    await rsync.fetch(remotePath, await files.partPath(folder, fileName), {
      bytes,
      line,
      onMoved: () => undefined,
      signal,
    })
    return null
  } catch (error) {
    const code = codeOf(error)
    if (code === null) throw error
    return code
  }
}

/** Null when the picture is home. */
async function fetchOnce(
  way: Way,
  part: PartFile,
  picture: Collectable,
  signal: AbortSignal,
): Promise<MismatchCode | null> {
  try {
    const code = await fill(way, part, picture, signal)
    if (code !== null) {
      await part.discard()
      return code
    }
    await way.files.rename(way.folder, part, picture.fileName)
  } catch (error) {
    // On a full disk what is there only stands in the way.
    await (error instanceof DiskFullError ? part.discard() : part.leave())
    throw error
  }
  await way.syncFolder()
  return null
}

async function fill(
  { connection, line, rsync }: Way,
  part: PartFile,
  { remotePath, bytes, sha256 }: Collectable,
  signal: AbortSignal,
): Promise<MismatchCode | null> {
  try {
    // rsync has brought all there is: what is not there is not right.
    if (!rsync)
      await connection.readFile(remotePath, {
        from: part.held,
        maxBytes: bytes - part.held,
        large: true,
        onChunk: async chunk => {
          await line.take(chunk.length, signal)
          await part.write(chunk)
        },
        signal,
      })
  } catch (error) {
    const code = codeOf(error)
    if (code === null) throw error
    return code
  }
  const got = await part.finish()
  return got.bytes === bytes && got.sha256 === sha256 ? null : 'hash-mismatch'
}

/** What the instance's file is to blame for; null for everything else. An unreadable file is as good as a wrong one. */
function codeOf(error: unknown): MismatchCode | null {
  if (!(error instanceof RemoteError)) return null
  if (error.code === 'missing-file' || error.code === 'too-large') return error.code
  return error.code === 'remote-failed' ? 'hash-mismatch' : null
}
