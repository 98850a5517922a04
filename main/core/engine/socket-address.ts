import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { BurstError } from '../../../common/errors.ts'

/** A socket's path is cut at about 104 bytes on macOS and 108 on Linux; some systems cut without a word. */
const LONGEST_PATH_BYTES = 100

/**
 * Where a socket wanted at `file` really listens; touches nothing.
 *
 * The path itself where the system can take it, a short one in a folder of its own under the system's temporary
 * folder where it is too long, a named pipe on Windows. Every process computes the same for the same file.
 */
export function socketAddress(file: string): string {
  const absolute = path.resolve(file)
  if (os.platform() === 'win32') return String.raw`\\.\pipe\burst-${digest(absolute.toLowerCase())}`
  if (Buffer.byteLength(absolute) <= LONGEST_PATH_BYTES) return absolute
  return path.join(os.tmpdir(), `burst-${digest(`${os.userInfo().uid}:${absolute}`)}`, 'socket')
}

/**
 * Makes the folder that the socket will lie in, owner-only where it is ours to choose.
 *
 * Under a shared temporary folder somebody else may have made it first: then it is refused.
 */
export function prepareSocketFolder(file: string): void {
  const address = socketAddress(file)
  if (os.platform() === 'win32') return
  const folder = path.dirname(address)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (address === path.resolve(file)) return
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== os.userInfo().uid || (found.mode & 0o077) !== 0)
    throw new BurstError('failed', [
      {
        code: 'socket-folder-not-private',
        message: `${folder} belongs to somebody else or is open to others`,
        remedy: 'Remove that folder, or choose a home with a shorter path.',
        file: folder,
      },
    ])
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 20)
}
