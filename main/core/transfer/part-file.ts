import { createHash } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import { orDiskFull } from './disk-full.ts'

/** A picture on its way home: hashed while it is written, and not a picture before it is renamed. */
export type PartFile = {
  readonly path: string
  write(chunk: Buffer): Promise<void>
  /** Forces what was written to the disk and closes. */
  finish(): Promise<{ bytes: number; sha256: string }>
  /** Closes and removes; safe to call at any time, also twice. */
  discard(): Promise<void>
}

/** Opens a part file; what a dead process left under that name is overwritten. */
export async function openPartFile(file: string, folder: string): Promise<PartFile> {
  const handle = await orDiskFull(folder, () => open(file, 'w'))
  const hash = createHash('sha256')
  let bytes = 0
  return {
    path: file,
    async write(chunk) {
      await orDiskFull(folder, () => handle.writeFile(chunk))
      hash.update(chunk)
      bytes += chunk.length
    },
    async finish() {
      await orDiskFull(folder, () => handle.sync())
      await orDiskFull(folder, () => handle.close())
      return { bytes, sha256: hash.digest('hex') }
    },
    async discard() {
      // A full disk may refuse the close as well; the file goes away all the same.
      await handle.close().catch(() => undefined)
      await rm(file, { force: true })
    },
  }
}
