import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Forbids new instances until the user clears it: every create looks at it as its last act. */
export type StopLatch = {
  isSet(): boolean
  /** On the disk when it returns. */
  set(): void
  clear(): void
}

/** The latch of a home: a file that is there, or not. */
export function openStopLatch(file: string): StopLatch {
  return {
    isSet: () => isThere(file),
    set() {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      sync(openSync(file, 'a', 0o600))
      syncFolderOf(file)
    },
    clear() {
      if (statSync(file, { throwIfNoEntry: false }) === undefined) return
      rmSync(file, { force: true })
      syncFolderOf(file)
    },
  }
}

/** A latch that cannot be looked at counts as set: not renting is the safe mistake. */
function isThere(file: string): boolean {
  try {
    statSync(file)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ENOENT')
  }
}

/** Windows has no handle of a folder to sync; it journals the entry itself. */
function syncFolderOf(file: string): void {
  if (os.platform() !== 'win32') sync(openSync(path.dirname(file), 'r'))
}

function sync(descriptor: number): void {
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
