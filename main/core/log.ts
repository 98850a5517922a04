import { appendFileSync, renameSync, statSync } from 'node:fs'

/** Says what happened to whoever looks into a failure later; never to be given secrets. */
export type Log = (message: string, details?: unknown) => void

const MAX_FILE_BYTES = 8 * 1024 * 1024
const MAX_TEXT = 4000
const MAX_CAUSES = 8

/**
 * A log of JSON lines in a file that is kept small: when it is full it becomes `<file>.1`, in place of the one before.
 *
 * Logging never fails its caller: a log that cannot be written is no reason to leave an instance running.
 */
export function openLog(file: string, now: () => number): Log {
  return (message, details) => {
    try {
      if (sizeOf(file) > MAX_FILE_BYTES) renameSync(file, `${file}.1`)
      appendFileSync(file, `${logLine(now(), message, details)}\n`, { mode: 0o600 })
    } catch {
      // The disk may be full; what matters is in the record.
    }
  }
}

/** One line of the log; errors with their chain of causes. */
export function logLine(at: number, message: string, details: unknown): string {
  const line = { at: new Date(at).toISOString(), pid: process.pid, message: clean(message) }
  return JSON.stringify(details === undefined ? line : { ...line, details: plain(details) })
}

function plain(details: unknown): unknown {
  return details instanceof Error ? errorChain(details) : clean(asText(details))
}

function errorChain(error: Error): unknown {
  const chain: unknown[] = []
  for (let next: unknown = error; next instanceof Error && chain.length < MAX_CAUSES; next = next.cause)
    chain.push({ name: next.name, message: clean(next.message), stack: clean(next.stack ?? '') })
  return chain
}

function asText(value: unknown): string {
  try {
    return typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value))
  } catch {
    return String(value)
  }
}

/** Cut to a size, and without what looks like a key although nobody should have handed one in. */
function clean(text: string): string {
  return text
    .slice(0, MAX_TEXT)
    .replaceAll(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, '[private key]')
    .replaceAll(/\b(Bearer|Basic) +[\w.~+/=-]+/gi, '$1 [secret]')
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
