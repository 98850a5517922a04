import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Publishers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireError } from '../../../common/wire-errors.ts'
import { BEAT_MS, StreamsAsked, type StreamLine, type StreamsLine } from '../../../common/wire.ts'
import type { Log } from '../log.ts'
import { parseInput, runStream, streamNamed } from './dispatch.ts'

export type StreamRequest = {
  readonly publishers: Publishers
  readonly response: ServerResponse
  readonly input: unknown
  /** Aborts when the reader is gone. */
  readonly gone: AbortSignal
  /** Aborts when the engine leaves. */
  readonly leaving: AbortSignal
  readonly log: Log
}

/** Sends a stream as lines until either side ends it; a slow reader makes the publisher wait. */
export async function sendStream(name: string, request: StreamRequest): Promise<void> {
  const lines = openLines(request)
  const signal = AbortSignal.any([request.gone, request.leaving])
  try {
    await runStream(
      request.publishers,
      streamNamed(name),
      request.input,
      (event: unknown) => lines.publish({ event }),
      signal,
    )
    lines.write({ end: true })
  } catch (error) {
    tellFault(request, name, error, lines.write)
  } finally {
    lines.close()
  }
}

/**
 * Sends several streams in one answer, each line with the place of its stream in what was asked. It is over when one of
 * them is over in good order; one that fails leaves the others alone.
 */
export async function sendStreams(request: StreamRequest): Promise<void> {
  const asked = parseInput('streams', StreamsAsked, request.input)
  const lines = openLines(request)
  const over = new AbortController()
  const signal = AbortSignal.any([request.gone, request.leaving, over.signal])
  const run = async ({ name, input }: StreamsAsked[number], stream: number) => {
    try {
      const publish = (event: unknown) => lines.publish({ stream, event })
      await runStream(request.publishers, streamNamed(name), input, publish, signal)
      over.abort()
    } catch (error) {
      if (!over.signal.aborted)
        tellFault(request, name, error, wire => lines.write('end' in wire ? wire : { stream, ...wire }))
    }
  }
  try {
    await Promise.all(asked.map(run))
    lines.write({ end: true })
  } finally {
    lines.close()
  }
}

/** What is written comes as one JSON object a line, with a sign of life now and then. */
function openLines({ response, gone }: StreamRequest) {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', connection: 'close' })
  response.flushHeaders()
  /** False where the reader is behind. */
  const write = (line: StreamLine | StreamsLine): boolean =>
    response.destroyed || response.write(`${JSON.stringify(line)}\n`)
  let draining: Promise<void> | null = null
  const beat = setInterval(() => write({ beat: true }), BEAT_MS)
  return {
    write,
    /** A promise where the reader is behind: it rejects when the reader leaves, so it must be waited for. */
    publish: (line: StreamLine | StreamsLine) => {
      if (write(line)) return undefined
      // Many streams share one reader: they wait for it together.
      draining ??= drained(response, gone).finally(() => void (draining = null))
      return draining
    },
    close() {
      clearInterval(beat)
      response.end()
    },
  }
}

function tellFault(
  { gone, leaving, log }: StreamRequest,
  name: string,
  error: unknown,
  write: (line: { end: true } | { error: ReturnType<typeof toWireError> }) => unknown,
): void {
  if (leaving.aborted) write({ end: true })
  else if (!gone.aborted) {
    if (!(error instanceof BurstError)) log(`stream ${name.slice(0, 100)} failed`, error)
    write({ error: toWireError(error) })
  }
}

async function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal: gone })
}
