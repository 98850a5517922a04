import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Publishers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireError } from '../../../common/wire-errors.ts'
import type { Log } from '../log.ts'
import { runStream, streamNamed } from './dispatch.ts'
import { BEAT_MS, type StreamLine } from '../../../common/wire.ts'

export type StreamRequest = {
  readonly publishers: Publishers
  readonly response: ServerResponse
  readonly name: string
  readonly input: unknown
  /** Aborts when the reader is gone. */
  readonly gone: AbortSignal
  /** Aborts when the engine leaves. */
  readonly leaving: AbortSignal
  readonly log: Log
}

/** Sends a stream as lines until either side ends it; a slow reader makes the publisher wait. */
export async function sendStream({ publishers, response, name, input, gone, leaving, log }: StreamRequest) {
  response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store', connection: 'close' })
  response.flushHeaders()
  const write = (line: StreamLine): boolean => response.destroyed || response.write(`${JSON.stringify(line)}\n`)
  const beat = setInterval(() => write({ beat: true }), BEAT_MS)
  const signal = AbortSignal.any([gone, leaving])
  const publish = (event: unknown) => (write({ event }) ? undefined : drained(response, gone))
  try {
    await runStream(publishers, streamNamed(name), input, publish, signal)
    write({ end: true })
  } catch (error) {
    if (leaving.aborted) write({ end: true })
    else if (!gone.aborted) {
      if (!(error instanceof BurstError)) log(`stream ${name.slice(0, 100)} failed`, error)
      write({ error: toWireError(error) })
    }
  } finally {
    clearInterval(beat)
    response.end()
  }
}

async function drained(response: ServerResponse, gone: AbortSignal): Promise<void> {
  await once(response, 'drain', { signal: gone })
}
