import { callSchemas } from '../../common/contract-schemas.ts'
import type { Api } from '../../common/contract.ts'
import { BurstError } from '../../common/errors.ts'
import { API_PREFIX, TOKEN_HEADER } from '../../common/web-wire.ts'
import { CALL_PATH, STREAMS_PATH, WireReply } from '../../common/wire.ts'
import { fromWireError } from '../../common/wire-errors.ts'
import type { createConnectionState } from './connection-state.ts'
import { createSharedStream } from './shared-stream.ts'

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

  return {
    async call(name, input, signal) {
      const response = await send(CALL_PATH + name, { input }, signal)
      const reply = WireReply.parse(await response.json())
      if (!reply.ok) throw fromWireError(reply.error)
      return callSchemas[name].output.parse(reply.value)
    },

    subscribe: createSharedStream({
      open: async (asked, signal) => await send(STREAMS_PATH, { input: asked }, signal),
      refused: () => (connection.get() === 'refused' ? refused() : null),
      rest,
    }),
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
