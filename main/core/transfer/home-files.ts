import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises'
import path from 'node:path'
import { finished } from 'node:stream/promises'
import { orDiskFull } from './disk-full.ts'
import { syncFolder, writeDurably, type RecordContent } from './durable.ts'
import { openPartFile, type PartFile } from './part-file.ts'
import { assertPlainFileName } from './plain-file-name.ts'

/**
 * The files a burst writes on this computer, one method for each step that a crash may fall between.
 *
 * Steps that write reject with `DiskFullError` where there is no space. All paths are absolute.
 */
export type HomeFiles = {
  /** Opens the part file of `fileName`, making the folder where it is missing; see `openPartFile` for `keep`, bytes. */
  openPart(folder: string, fileName: string, keep: number): Promise<PartFile>
  /** Where the part file of `fileName` is, for programs that write it themselves; makes the folder. */
  partPath(folder: string, fileName: string): Promise<string>
  /** Gives a finished part file its name. */
  rename(folder: string, part: PartFile, fileName: string): Promise<void>
  syncFolder(folder: string): Promise<void>
  /** Writes a small or streamed record whole or not at all, and durably. */
  writeRecord(file: string, content: RecordContent, options?: { mode?: number }): Promise<void>
  /** Removes what dead processes left half written in the folder; nobody may be writing there. */
  removeParts(folder: string): Promise<void>
  /** Size and SHA-256 of a file of exactly `bytes` bytes; null where there is none. */
  fingerprint(file: string, bytes: number, signal: AbortSignal): Promise<{ sha256: string } | null>
  /** Bytes this user may still write in the folder's file system. */
  freeBytes(folder: string): Promise<number>
}

/** Home files on the real disk. */
export function createHomeFiles(): HomeFiles {
  return {
    async openPart(folder, fileName, keep) {
      assertPlainFileName(fileName)
      await orDiskFull(folder, () => mkdir(folder, { recursive: true }))
      return openPartFile(path.join(folder, partName(fileName)), folder, keep)
    },
    async partPath(folder, fileName) {
      assertPlainFileName(fileName)
      await orDiskFull(folder, () => mkdir(folder, { recursive: true }))
      return path.join(folder, partName(fileName))
    },
    async rename(folder, part, fileName) {
      assertPlainFileName(fileName)
      await orDiskFull(folder, () => rename(part.path, path.join(folder, fileName)))
    },
    syncFolder: folder => orDiskFull(folder, () => syncFolder(folder)),
    async writeRecord(file, content, { mode } = {}) {
      const folder = path.dirname(file)
      await orDiskFull(folder, async () => {
        await mkdir(folder, { recursive: true })
        await writeDurably(file, content, mode)
      })
    },
    async removeParts(folder) {
      for (const name of await namesIn(folder)) if (isPartName(name)) await rm(path.join(folder, name), { force: true })
    },
    fingerprint,
    async freeBytes(folder) {
      const { bavail, bsize } = await statfs(folder)
      return bavail * bsize
    },
  }
}

/** Hidden, and no name a picture can have: plain names never start with a dot. */
function partName(fileName: string): string {
  return `.${fileName}.part`
}

/** None in a folder that is not there. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

/** Of a picture or of a record. */
function isPartName(name: string): boolean {
  return name.startsWith('.') && name.endsWith('.part')
}

async function fingerprint(file: string, bytes: number, signal: AbortSignal): Promise<{ sha256: string } | null> {
  const found = await stat(file).catch(() => null)
  if (!found?.isFile() || found.size !== bytes) return null
  const hash = createHash('sha256')
  const stream = createReadStream(file, { signal })
  stream.on('data', chunk => void hash.update(chunk))
  await finished(stream)
  return { sha256: hash.digest('hex') }
}
