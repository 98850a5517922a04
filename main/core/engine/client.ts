import http, { type IncomingMessage } from 'node:http'
import { callSchemas, streamSchemas } from '../../../common/contract-schemas.ts'
import type { Api } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { fromWireError } from '../../../common/wire-errors.ts'
import { createLineSplitter } from '../worker/line-splitter.ts'
import { socketAnswers } from './claim-socket.ts'
import { EngineGone } from './engine-gone.ts'
import { socketAddress } from './socket-address.ts'
import {
  BEAT_MS,
  CALL_PATH,
  DRIVE_PATH,
  MAX_BODY_BYTES,
  MAX_LINE_BYTES,
  MAX_REPLY_BYTES,
  STREAM_PATH,
  StreamLine,
  WireReply,
} from '../../../common/wire.ts'

/** A call that is not answered for so long never will be, ms: kill-all itself gives up after ten minutes. */
const ANSWER_DEADLINE_MS = 15 * 60_000
/** A stream that is silent for so long has no engine behind it any more, ms. */
const SILENCE_MS = 3.5 * BEAT_MS

/** A way to the engine of another process. */
export type RemoteEngine = {
  /** Rejects with EngineGone when the engine is no more. */
  readonly api: Api
  /** Asks it to take up what is unfinished. */
  readonly drive: () => Promise<void>
}

/** The api of the engine that listens at `socket`; null where nobody does. Its calls reject with EngineGone. */
export async function connectEngine(socket: string): Promise<Api | null> {
  return (await socketAnswers(socket)) ? remoteEngine(socket).api : null
}

/** Opens a connection for each call and stream, so there is nothing to close. */
export function remoteEngine(socket: string): RemoteEngine {
  const address = socketAddress(socket)
  return {
    api: {
      async call(name, input, signal) {
        const value = await ask(address, CALL_PATH + name, input, signal)
        return callSchemas[name].output.parse(value)
      },
      async subscribe(name, input, listener, signal) {
        const { event: schema } = streamSchemas[name]
        await follow(address, STREAM_PATH + name, input, signal, event => listener(schema.parse(event)))
      },
    },
    drive: async () => void (await ask(address, DRIVE_PATH, undefined)),
  }
}

async function ask(address: string, path: string, input: unknown, signal?: AbortSignal): Promise<unknown> {
  const deadline = AbortSignal.timeout(ANSWER_DEADLINE_MS)
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline
  const reply = WireReply.parse(await unlessAborted(signal, () => readReply(address, path, input, stop)))
  if (reply.ok) return reply.value
  throw fromWireError(reply.error)
}

async function readReply(address: string, path: string, input: unknown, signal: AbortSignal): Promise<unknown> {
  const response = await send(address, path, input, signal)
  const parts: Buffer[] = []
  let bytes = 0
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length
    if (bytes > MAX_REPLY_BYTES) throw tooLarge('answer')
    parts.push(part)
  }
  return JSON.parse(Buffer.concat(parts).toString('utf8'))
}

/** Resolves when `signal` aborts; rejects with EngineGone when the stream ends without it. */
async function follow(
  address: string,
  path: string,
  input: unknown,
  signal: AbortSignal,
  onEvent: (event: unknown) => void,
): Promise<void> {
  const silence = new AbortController()
  const stop = AbortSignal.any([signal, silence.signal])
  const timer = setTimeout(() => silence.abort(new EngineGone(true)), SILENCE_MS)
  try {
    await unlessAborted(signal, async () => {
      const response = await send(address, path, input, stop)
      for await (const line of linesOf(response)) {
        timer.refresh()
        if (signal.aborted) return
        take(line, onEvent)
      }
      throw new EngineGone(true)
    })
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearTimeout(timer)
  }
}

function take(text: string, onEvent: (event: unknown) => void): void {
  const line = StreamLine.parse(JSON.parse(text))
  if ('event' in line) onEvent(line.event)
  else if ('error' in line) throw fromWireError(line.error)
  else if ('end' in line) throw new EngineGone(true)
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<string> {
  const split = createLineSplitter(0, MAX_LINE_BYTES)
  for await (const part of response as AsyncIterable<Buffer>) for (const { text } of split(part)) yield text
}

/** Turns what happens to the connection into EngineGone, and an abort into the signal's own reason. */
async function unlessAborted<T>(signal: AbortSignal | undefined, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    signal?.throwIfAborted()
    if (!isConnectionError(error)) throw error
    throw new EngineGone(!NEVER_ARRIVED.has(error.code), { cause: error })
  }
}

/** Codes of a connection that nobody took. */
const NEVER_ARRIVED: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ENOENT', 'EAGAIN'])

function isConnectionError(error: unknown): error is Error & { code: string } {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && !(error instanceof BurstError)
}

async function send(address: string, path: string, input: unknown, signal: AbortSignal): Promise<IncomingMessage> {
  const text = JSON.stringify({ input })
  const length = Buffer.byteLength(text)
  if (length > MAX_BODY_BYTES) throw tooLarge('request')
  signal.throwIfAborted()
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = http.request({
      socketPath: address,
      method: 'POST',
      path,
      agent: false,
      headers: { 'content-type': 'application/json', 'content-length': length },
      signal,
    })
    request.once('response', resolve)
    request.on('error', error => reject(signal.aborted ? asError(signal.reason) : error))
    request.end(text)
  })
  if (response.statusCode === 200) return response
  response.resume()
  throw new EngineGone(false)
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

function tooLarge(what: 'answer' | 'request'): BurstError {
  const message = `The engine's ${what} is larger than it may be.`
  return new BurstError('failed', [{ code: 'too-large', message, remedy: 'Ask for less at once.' }])
}
