import { createHash, type Hash } from 'node:crypto'
import { open, rm, type FileHandle } from 'node:fs/promises'
import { orDiskFull } from './disk-full.ts'

/** A picture on its way home: hashed while it is written, and not a picture before it is renamed. */
export type PartFile = {
  readonly path: string
  /** Bytes that an earlier try left, counted and hashed like those that follow. */
  readonly held: number
  write(chunk: Buffer): Promise<void>
  /** Forces what was written to the disk and closes. */
  finish(): Promise<{ bytes: number; sha256: string }>
  /** Closes and keeps what is there, for the next try. */
  leave(): Promise<void>
  /** Closes and removes; safe to call at any time, also twice. */
  discard(): Promise<void>
}

/**
 * Opens a part file; what an earlier try left under that name is gone on with, if it is at most `keep` bytes.
 *
 * Nothing says that those are the right bytes, or that all of them reached the disk: whoever finishes the file has to look
 * at its hash.
 */
export async function openPartFile(file: string, folder: string, keep: number): Promise<PartFile> {
  const handle = await orDiskFull(folder, () => open(file, 'a+'))
  const hash = createHash('sha256')
  const held = await takeUp(handle, hash, keep)
  let bytes = held
  return {
    path: file,
    held,
    async write(chunk) {
      await orDiskFull(folder, () => handle.appendFile(chunk))
      hash.update(chunk)
      bytes += chunk.length
    },
    async finish() {
      await orDiskFull(folder, () => handle.sync())
      await orDiskFull(folder, () => handle.close())
      return { bytes, sha256: hash.digest('hex') }
    },
    async leave() {
      await handle.close().catch(() => undefined)
      if (bytes === 0) await rm(file, { force: true })
    },
    async discard() {
      // A full disk may refuse the close as well; the file goes away all the same.
      await handle.close().catch(() => undefined)
      await rm(file, { force: true })
    },
  }
}

/** Hashes what is there, or takes it away where it is more than is to be kept. */
async function takeUp(handle: FileHandle, hash: Hash, keep: number): Promise<number> {
  const { size } = await handle.stat()
  if (size > keep) await handle.truncate(0)
  if (size === 0 || size > keep) return 0
  let held = 0
  for await (const chunk of handle.createReadStream({ start: 0, autoClose: false }) as AsyncIterable<Buffer>) {
    hash.update(chunk)
    held += chunk.length
  }
  return held
}
