import { callSchemas, streamSchemas } from '../../common/contract-schemas.ts'
import type { Api, StreamEvent, StreamInput, StreamName } from '../../common/contract.ts'
import { BurstError } from '../../common/errors.ts'
import { API_PREFIX, TOKEN_HEADER } from '../../common/web-wire.ts'
import { BEAT_MS, CALL_PATH, STREAM_PATH, StreamLine, WireReply } from '../../common/wire.ts'
import { fromWireError } from '../../common/wire-errors.ts'
import type { createConnectionState } from './connection-state.ts'
import { linesOf } from './lines.ts'

/** A stream that is silent for so long has nobody behind it any more, ms. */
const SILENCE_MS = 2.5 * BEAT_MS
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000

export type WebApiOptions = {
  readonly token: string
  readonly connection: ReturnType<typeof createConnectionState>
  readonly fetch: typeof fetch
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The contract over HTTP. Streams go on by themselves when their connection breaks; calls say that it did. */
export function webApi({ token, connection, fetch, rest }: WebApiOptions): Api {
  async function send(path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    let response
    try {
      response = await fetch(API_PREFIX + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', [TOKEN_HEADER]: token },
        body: JSON.stringify(body),
        cache: 'no-store',
        ...(signal ? { signal } : {}),
      })
    } catch (error) {
      signal?.throwIfAborted()
      connection.set('connecting')
      throw unreachable(error)
    }
    if (response.status === 401) connection.set('refused')
    else if (response.status === 503) throw unreachable(null)
    else connection.set('connected')
    return response
  }

  async function follow<K extends StreamName>(
    name: K,
    input: StreamInput<K>,
    listener: (event: StreamEvent<K>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const silence = new AbortController()
    let timer = setTimeout(() => silence.abort(), SILENCE_MS)
    try {
      const response = await send(STREAM_PATH + name, { input }, AbortSignal.any([signal, silence.signal]))
      if (!response.body || response.headers.get('content-type')?.startsWith('application/json')) {
        const reply = WireReply.parse(await response.json())
        if (!reply.ok) throw fromWireError(reply.error)
      }
      if (!response.body) return
      for await (const text of linesOf(response.body)) {
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(), SILENCE_MS)
        if (signal.aborted) return
        const line = StreamLine.parse(JSON.parse(text))
        if ('event' in line) listener(streamSchemas[name].event.parse(line.event))
        if ('error' in line) throw fromWireError(line.error)
      }
    } finally {
      clearTimeout(timer)
      silence.abort()
    }
  }

  return {
    async call(name, input, signal) {
      const response = await send(CALL_PATH + name, { input }, signal)
      const reply = WireReply.parse(await response.json())
      if (!reply.ok) throw fromWireError(reply.error)
      return callSchemas[name].output.parse(reply.value)
    },

    async subscribe(name, input, listener, signal) {
      let next = input
      let pause = FIRST_PAUSE_MS
      const seen = (event: StreamEvent<typeof name>) => {
        pause = FIRST_PAUSE_MS
        // A record goes on behind the last event that was seen; other streams begin anew with what is.
        if (name === 'events' && 'seq' in event) next = { ...input, since: event.seq }
        listener(event)
      }
      while (!signal.aborted) {
        try {
          await follow(name, next, seen, signal)
        } catch (error) {
          if (signal.aborted) return
          if (error instanceof BurstError && error.exit === 'usage') throw error
        }
        if (connection.get() === 'refused') throw refused()
        await rest(pause, signal).catch(() => undefined)
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2)
      }
    },
  }
}

function unreachable(cause: unknown): BurstError {
  const message = 'Burst does not answer.'
  const remedy = 'If `burst serve` was ended, start it again and open the address that it prints.'
  return new BurstError('failed', [{ code: 'unreachable', message, remedy }], { cause })
}

function refused(): BurstError {
  const message = 'This address is no longer valid.'
  const remedy = 'Run `burst serve` and open the address that it prints.'
  return new BurstError('refused', [{ code: 'wrong-token', message, remedy }])
}
