import { RemoteError, type RemoteConnection, type RemoteProcess } from '../remote/remote.ts'
import type { JournalLine, WorkerCommand } from './journal.ts'
import { createLineSplitter } from './line-splitter.ts'
import { parseJournalLine } from './parse-line.ts'

const MAX_LINE_BYTES = 1024 * 1024
const WORKER_FILE = 'burst/worker.py'

/** A line of the journal and the byte of the journal behind it: from there the next reader goes on. */
export type PlacedLine = { line: JournalLine; endOffset: number }

export type AttachedWorker = {
  send(command: WorkerCommand): void
  /** Rejects when the attachment ends: with `RemoteError`, the signal's reason, or what `onLines` threw. */
  readonly ended: Promise<never>
}

export type AttachOptions = {
  connection: RemoteConnection
  /** The lane folder, relative to the login folder. */
  dir: string
  /** The byte of the journal to go on from. */
  fromOffset: number
  signal: AbortSignal
  /** Called with what arrived together, in order, never with nothing, and never before `attachWorker` resolved. */
  onLines: (lines: readonly PlacedLine[]) => void
  onBadLine?: (problem: string, endOffset: number) => void
}

/** Follows a worker's journal over a connection, and takes it commands. */
export async function attachWorker(options: AttachOptions): Promise<AttachedWorker> {
  const { connection, dir, fromOffset, signal } = options
  const command = ['python3', WORKER_FILE, 'attach', '--dir', dir, '--from', String(fromOffset)]
  const stop = new AbortController()
  const reader = createReader(options, error => stop.abort(error))
  const process = await connection.exec(command, {
    onStdout: reader.push,
    signal: AbortSignal.any([signal, stop.signal]),
  })
  const ended = endOf(process, reader)
  ended.catch(() => undefined)
  return { send: message => process.write(`${JSON.stringify(message)}\n`), ended }
}

async function endOf(process: RemoteProcess, reader: { flush(): void }): Promise<never> {
  const { code, stderr } = await process.exited
  reader.flush()
  const status = code === null ? 'without a status' : `with status ${code}`
  throw new RemoteError('remote-failed', `the worker's journal ended ${status} ${stderr.trim().slice(-500)}`.trim())
}

/** Gathers the lines of one turn of the event loop, so that what arrived together is recorded together. */
function createReader({ fromOffset, signal, onLines, onBadLine }: AttachOptions, fail: (error: unknown) => void) {
  const split = createLineSplitter(fromOffset, MAX_LINE_BYTES)
  let batch: PlacedLine[] = []

  function flush(): void {
    const lines = batch
    batch = []
    if (lines.length === 0 || signal.aborted) return
    try {
      onLines(lines)
    } catch (error) {
      fail(error)
    }
  }

  function push(chunk: Buffer): void {
    const before = batch.length
    for (const { text, endOffset } of split(chunk)) {
      const parsed = parseJournalLine(text)
      if (parsed.kind === 'line') batch.push({ line: parsed.line, endOffset })
      else if (parsed.kind === 'bad') onBadLine?.(parsed.problem, endOffset)
    }
    if (before === 0 && batch.length > 0) setImmediate(flush)
  }

  return { push, flush }
}
