import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Problem } from '../../../common/errors.ts'
import { START } from '../../../common/templates/source.ts'

/** A pool of 50,000 lines is about 3 MB; more than this is not written by hand. */
export const MAX_FILE_BYTES = 4_000_000

export type ReadText =
  | { readonly kind: 'text'; readonly text: string; readonly bytes: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }

/** Reads a UTF-8 text file of bounded size; what is not a regular file, or not to be opened, is reported or missing. */
export async function readTextFile(file: string, shown: string): Promise<ReadText> {
  let handle
  try {
    // Not waiting: a pipe that somebody put there would never be opened.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return { kind: 'missing' }
    return broken(shown, 'file-unreadable', `${shown} cannot be read (${code}).`, 'Check its permissions.')
  }
  try {
    const stat = await handle.stat()
    if (!stat.isFile()) return { kind: 'missing' }
    if (stat.size > MAX_FILE_BYTES)
      return broken(
        shown,
        'file-too-large',
        `${shown} is larger than ${MAX_FILE_BYTES} bytes.`,
        'Split it into several.',
      )
    return decode(await handle.readFile(), shown)
  } finally {
    await handle.close()
  }
}

function decode(bytes: Uint8Array, shown: string): ReadText {
  try {
    return { kind: 'text', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), bytes: bytes.length }
  } catch {
    return broken(shown, 'yaml-syntax', `${shown} is not UTF-8 text.`, 'Save it as UTF-8.')
  }
}

function broken(file: string, code: string, message: string, remedy: string): ReadText {
  return { kind: 'broken', problems: [{ code, message, remedy, file, ...START }] }
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown'
}
