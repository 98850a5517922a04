import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { rest } from './pause.ts'

/** Real ms. Looking costs microseconds, and works alike on every system and disk. */
const POLL_MS = 50

/**
 * Waits until the file exists with another content than `known` (null: any), and returns that content's hash.
 *
 * Null when the signal aborted first.
 */
export async function untilOtherContent(
  file: string,
  known: string | null,
  signal: AbortSignal,
): Promise<string | null> {
  let seen: string | null = null
  while (!signal.aborted) {
    const stamp = await stampOf(file)
    if (stamp !== null && stamp !== seen) {
      seen = stamp
      const hash = await hashOf(file)
      if (hash !== null && hash !== known) return hash
    }
    await rest(POLL_MS, signal)
  }
  return null
}

/** Changes whenever the content may have. */
async function stampOf(file: string): Promise<string | null> {
  const found = await stat(file).catch(() => null)
  return found?.isFile() ? `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}` : null
}

async function hashOf(file: string): Promise<string | null> {
  const content = await readFile(file).catch(() => null)
  return content && createHash('sha256').update(content).digest('hex')
}
