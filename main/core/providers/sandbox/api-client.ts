import { readFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { z } from 'zod'
import { socketAnswers } from '../../engine/claim-socket.ts'
import { socketAddress } from '../../engine/socket-address.ts'
import type { Trouble } from '../provider.ts'
import { ApiError, Done, MAXIMUM_ANSWER_BYTES, PATHS, SENT_AT_HEADER } from './api.ts'
import { realNow } from './clock-file.ts'
import type { SandboxFiles } from './files.ts'
import type { SpawnDaemon } from './spawn-daemon.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'
export type Answer<T> =
  | { kind: 'answer'; value: T }
  /** The cloud said no. */
  | { kind: 'refused'; status: number; code: string; message: string }
  /** Nothing, or nothing that can be understood, came back. `isSent` is false where the request cannot have arrived. */
  | { kind: 'trouble'; trouble: Trouble; isSent: boolean }

/** Calls to the daemon, which is started where it does not run: only its database says what exists. */
export interface ApiClient {
  /** Asks once. */
  call<T>(method: Method, path: string, schema: z.ZodType<T>, signal: AbortSignal, body?: unknown): Promise<Answer<T>>
  /** Asks again when the answer is lost; for what may be repeated. */
  ask<T>(method: Method, path: string, schema: z.ZodType<T>, signal: AbortSignal, body?: unknown): Promise<Answer<T>>
  isRunning(): Promise<boolean>
}

export type ApiClientOptions = {
  readonly files: SandboxFiles
  readonly speed: number | null
  readonly spawnDaemon: SpawnDaemon
}

const START_DEADLINE_MS = 20_000
const SPAWN_AGAIN_MS = 5000
const LOOK_AGAIN_MS = 15
const ANSWER_DEADLINE_MS = 15_000
const ATTEMPTS = 3

export function createApiClient({ files, speed, spawnDaemon }: ApiClientOptions): ApiClient {
  let isConfigured = speed === null

  async function start(signal: AbortSignal): Promise<void> {
    const deadline = performance.now() + START_DEADLINE_MS
    let spawnedAt = -Infinity
    while (!(await socketAnswers(files.socket))) {
      signal.throwIfAborted()
      const now = performance.now()
      if (now > deadline) throw new Error(`its daemon did not start; ${files.log} may say why`)
      // One that was just leaving takes the place of the one we start: then another try is needed.
      if (now - spawnedAt > SPAWN_AGAIN_MS) {
        spawnDaemon(files.root, speed)
        spawnedAt = now
      }
      await delay(LOOK_AGAIN_MS)
    }
  }

  /** Sends what cannot have arrived once more, to a daemon that runs. */
  async function deliver(message: Message, signal: AbortSignal): Promise<Sent> {
    try {
      return await send(files, message, signal)
    } catch (error) {
      if (!isNobodyThere(error)) throw error
    }
    await start(signal)
    return await send(files, message, signal)
  }

  /** The daemon may run since before the settings were changed. */
  async function configure(signal: AbortSignal): Promise<void> {
    if (isConfigured) return
    const { status } = await deliver({ method: 'POST', path: PATHS.configuredSpeed, body: { speed } }, signal)
    isConfigured = status === 200
  }

  const call: ApiClient['call'] = async (method, path, schema, signal, body) => {
    let isSent = false
    try {
      signal.throwIfAborted()
      await configure(signal)
      isSent = true
      return understood(await deliver({ method, path, body }, signal), schema)
    } catch (error) {
      signal.throwIfAborted()
      return { kind: 'trouble', trouble: troubleOf(error), isSent: isSent && !isNobodyThere(error) }
    }
  }

  return {
    call,
    ask: async (method, path, schema, signal, body) => {
      for (let attempt = 1; ; attempt += 1) {
        const answer = await call(method, path, schema, signal, body)
        if (attempt === ATTEMPTS || answer.kind !== 'trouble' || answer.trouble.reason !== 'network') return answer
      }
    },
    isRunning: async () => await socketAnswers(files.socket),
  }
}

/** For calls whose answer says nothing more. */
export const NOTHING = Done

type Message = { readonly method: Method; readonly path: string; readonly body?: unknown }
type Sent = { readonly status: number; readonly text: string }

async function send(files: SandboxFiles, { method, path, body }: Message, signal: AbortSignal): Promise<Sent> {
  const text = body === undefined ? '' : JSON.stringify(body)
  const headers = {
    authorization: `Bearer ${readFileSync(files.token, 'utf8')}`,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    [SENT_AT_HEADER]: String(realNow()),
  }
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)])
  return await new Promise<Sent>((resolve, reject) => {
    const options = { socketPath: socketAddress(files.socket), method, path, headers, agent: false, signal: bounded }
    const request = httpRequest(options, response => {
      readAll(response).then(answer => resolve({ status: response.statusCode ?? 0, text: answer }), reject)
    })
    request.once('error', error => reject(bounded.aborted ? bounded.reason : error))
    request.end(text)
  })
}

async function readAll(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of stream) {
    size += part.length
    if (size > MAXIMUM_ANSWER_BYTES) throw new Error('the answer is too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

function understood<T>({ status, text }: Sent, schema: z.ZodType<T>): Answer<T> {
  const body = parseJson(text)
  if (status !== 200) {
    const refusal = ApiError.safeParse(body)
    if (status < 500 && refusal.success) return { kind: 'refused', status, ...refusal.data.error }
    const message = refusal.success ? refusal.data.error.message : `the practice cloud answered with status ${status}`
    return { kind: 'trouble', trouble: { reason: 'server', message }, isSent: true }
  }
  const value = schema.safeParse(body)
  if (value.success) return { kind: 'answer', value: value.data }
  return {
    kind: 'trouble',
    trouble: { reason: 'bad-answer', message: value.error.message.slice(0, 500) },
    isSent: true,
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { reason: 'timeout', message: 'the practice cloud did not answer in time' }
  const message = error instanceof Error ? error.message : String(error)
  return { reason: 'network', message: `the practice cloud cannot be reached: ${message}` }
}

/** Nobody took the connection, or there was no token to show yet: the request did not leave this process. */
function isNobodyThere(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ECONNREFUSED' || error.code === 'ENOENT')
}
