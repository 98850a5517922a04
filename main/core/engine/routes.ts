import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { Handlers, Publishers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { toWireError } from '../../../common/wire-errors.ts'
import type { Log } from '../log.ts'
import { readJsonBody } from './body.ts'
import { dispatch } from './dispatch.ts'
import { sendStream, sendStreams, type StreamRequest } from './send-stream.ts'
import { CALL_PATH, DRIVE_PATH, RequestBody, STREAM_PATH, STREAMS_PATH } from '../../../common/wire.ts'

/** What is served: the contract's two halves, and the wish to have bursts driven. */
export type Service = {
  readonly handlers: Handlers
  readonly publishers: Publishers
  readonly drive: () => Promise<void>
}

export type RoutesOptions = {
  /** Requests wait for it; where it rejects, each of them is told why. */
  readonly service: Promise<Service>
  /** Throws for a request that may not be answered; the local socket lets in its owner alone by itself. */
  readonly authorize: (request: IncomingMessage) => void
  readonly log: Log
  /** Larger bodies are refused. */
  readonly maxBodyBytes?: number
}

export type Routes = {
  readonly listener: RequestListener
  /** Answers nothing new, ends all streams and resolves when the last call is answered. */
  leave(): Promise<void>
}

/** The contract over HTTP, for whatever server it is hung into. */
export function contractRoutes({ service, authorize, log, maxBodyBytes }: RoutesOptions): Routes {
  const leaving = new AbortController()
  const answering = new Set<Promise<void>>()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController()
    // The asker may leave in the middle of an answer; that is no fault of ours.
    response.on('error', () => undefined)
    response.once('close', () => gone.abort(new DOMException('the asker left', 'AbortError')))
    try {
      authorize(request)
      await route(request, response, gone.signal)
    } catch (error) {
      if (!(error instanceof BurstError) && !gone.signal.aborted) log('a request failed', error)
      sendReply(response, { ok: false, error: toWireError(error) })
    }
  }

  async function route(request: IncomingMessage, response: ServerResponse, gone: AbortSignal): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://engine')
    if (request.method !== 'POST') throw noRoute(request.method, pathname)
    const { input } = parseBody(await readJsonBody(request, maxBodyBytes))
    const { handlers, publishers, drive } = await service
    const streaming: StreamRequest = { publishers, response, input, gone, leaving: leaving.signal, log }
    const stream = nameAfter(STREAM_PATH, pathname)
    if (stream !== null) return await sendStream(stream, streaming)
    if (pathname === STREAMS_PATH) return await sendStreams(streaming)
    const call = nameAfter(CALL_PATH, pathname)
    if (call !== null) return sendReply(response, await dispatch(handlers, call, input, gone, log))
    if (pathname !== DRIVE_PATH) throw noRoute(request.method, pathname)
    await drive()
    sendReply(response, { ok: true, value: null })
  }

  return {
    listener: (request, response) => {
      if (leaving.signal.aborted) return refuseToStart(response)
      const answered = answer(request, response)
      answering.add(answered)
      void answered.finally(() => answering.delete(answered))
    },
    async leave() {
      leaving.abort()
      await Promise.all(answering)
    },
  }
}

/** One call a connection: an engine that leaves need not wait for idle ones. */
function sendReply(response: ServerResponse, reply: unknown): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  const text = JSON.stringify(reply)
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    connection: 'close',
  })
  response.end(text)
}

/** The asker may ask again, of the engine that follows: nothing was done. */
function refuseToStart(response: ServerResponse): void {
  response.writeHead(503, { connection: 'close' })
  response.end()
}

function parseBody(body: unknown): RequestBody {
  const parsed = RequestBody.safeParse(body)
  if (parsed.success) return parsed.data
  const message = 'The request is not an object with an `input`.'
  throw new BurstError('usage', [{ code: 'invalid-request', message, remedy: 'Update both programs.' }])
}

function nameAfter(prefix: string, pathname: string): string | null {
  return pathname.startsWith(prefix) ? pathname.slice(prefix.length) : null
}

function noRoute(method: string | undefined, pathname: string): BurstError {
  const message = `The engine does not know ${method} ${pathname.slice(0, 100)}.`
  return new BurstError('usage', [{ code: 'unknown-route', message, remedy: 'Update both programs.' }])
}
