import type { FileHandle } from 'node:fs/promises'
import { STATUS } from './protocol.ts'
import { SftpError } from './sftp-error.ts'

/** A file that is open, or a folder with the names that were not told yet. */
export type Open =
  | { readonly kind: 'file'; readonly file: FileHandle; readonly appends: boolean }
  | { readonly kind: 'folder'; readonly folder: string; readonly names: string[] }

/** What one channel has open. */
export interface Handles {
  /** Throws where a channel has as many as it may. */
  checkRoom(): void
  add(open: Open): number
  file(handle: Buffer): Extract<Open, { kind: 'file' }>
  folder(handle: Buffer): Extract<Open, { kind: 'folder' }>
  close(handle: Buffer): Promise<void>
  closeAll(): Promise<void>
}

export const MAX_HANDLES = 256

export function createHandles(): Handles {
  const open = new Map<number, Open>()
  let last = 0
  const find = (handle: Buffer) => open.get(keyOf(handle))
  let isOver = false
  return {
    checkRoom: () => {
      if (open.size >= MAX_HANDLES) throw new SftpError(STATUS.FAILURE, 'too many open files')
    },
    add: entry => {
      // Opening took longer than the channel lived.
      if (isOver && entry.kind === 'file') void entry.file.close()
      last += 1
      open.set(last, entry)
      return last
    },
    file: handle => {
      const found = find(handle)
      if (found?.kind !== 'file') throw unknownHandle()
      return found
    },
    folder: handle => {
      const found = find(handle)
      if (found?.kind !== 'folder') throw unknownHandle()
      return found
    },
    close: async handle => {
      const found = find(handle)
      if (!found) throw unknownHandle()
      open.delete(keyOf(handle))
      if (found.kind === 'file') await found.file.close()
    },
    closeAll: async () => {
      isOver = true
      const entries = [...open.values()]
      open.clear()
      await Promise.allSettled(entries.map(async entry => entry.kind === 'file' && (await entry.file.close())))
    },
  }
}

/** 0 is no handle's. */
function keyOf(handle: Buffer): number {
  return handle.length === 4 ? handle.readUInt32BE(0) : 0
}

function unknownHandle(): SftpError {
  return new SftpError(STATUS.FAILURE, 'there is no such handle')
}
