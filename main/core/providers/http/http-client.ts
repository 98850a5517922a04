import type { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'
import type { Clock } from '../../clock.ts'
import type { Trouble } from '../provider.ts'
import { createPacer, type Pace } from './pacing.ts'

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** Everything a request is signed over. */
export type Outgoing = { readonly method: Method; readonly url: string; readonly body: string }

/** What a provider says when it says no: its own code, and its words for people. */
export type Words = { readonly code: string; readonly message: string }

export type HttpAnswer<T> =
  | { kind: 'answer'; value: T }
  /** The provider said no: a status from 400 to 499. Nothing was done. */
  | ({ kind: 'refused'; status: number; body: unknown } & Words)
  /** Nothing that can be relied upon came back. `isSent` is false where the request cannot have arrived. */
  | { kind: 'trouble'; trouble: Trouble; isSent: boolean; body?: unknown }

export type Question<T> = {
  readonly method: Method
  /** Behind the base address, with a slash at its beginning; encoded. Empty for that address itself, absolute where it is another API of the same seller. */
  readonly path: string
  readonly query?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly schema: z.ZodType<T>
  /** Looked at when nothing else is in the way any more: why it must not leave; null where it may. */
  readonly mayLeave?: () => string | null
  /** Ends a cost: goes before what waits. */
  readonly isUrgent?: boolean
}

export interface HttpClient {
  /** Asks once: for what must not happen twice. */
  once<T>(question: Question<T>, signal: AbortSignal): Promise<HttpAnswer<T>>
  /** Asks again, a few times, where no answer came or it was asked too early; for what may be repeated. */
  ask<T>(question: Question<T>, signal: AbortSignal): Promise<HttpAnswer<T>>
}

export type HttpClientOptions = {
  /** Who is asked, in messages. */
  readonly name: string
  /** Read at each call: a variable that names no address is trouble of this provider, not of all. */
  readonly base: () => string
  readonly clock: Clock
  readonly headers: (outgoing: Outgoing, signal: AbortSignal) => Promise<Readonly<Record<string, string>>>
  /** What the provider's rules say about a call. */
  readonly paces: (method: Method, path: string) => readonly Pace[]
  /** The provider's words in the body of a refusal. */
  readonly words: (body: unknown) => Words | null
  /** What no message may show, whatever a server sends back. */
  readonly secrets: () => readonly string[]
  /** Header by which the provider's people find a request again. */
  readonly requestIdHeader?: string
}

const USER_AGENT = 'burst/0.1 (+desktop)'
/** Until the whole answer is there, real ms: creates take longest. */
const ANSWER_DEADLINE_MS = 60_000
const MAX_ANSWER_BYTES = 32 << 20
const ATTEMPTS = 3
const FIRST_PAUSE_MS = 1000
/** A provider that wants a longer pause is asked again by whoever needs the answer, ms. */
const LONGEST_PAUSE_MS = 20_000
const MAX_WORDS = 1000
/** Shorter ones would black out words. */
const MIN_SECRET = 6

/**
 * HTTP as the clouds speak it: paced, bounded in time and size, parsed by schemas that let new fields pass.
 *
 * No method throws for what a server may do; an abort rejects with the signal's reason.
 */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { name, base, clock, headers, paces, words } = options
  const pacer = createPacer(clock)

  async function send<T>(question: Question<T>, signal: AbortSignal): Promise<Heard<T>> {
    const { method, path, query, body, isUrgent = false } = question
    await pacer.turn(paces(method, path), isUrgent, signal)
    const place = placeOf(base)
    if (place instanceof BurstError) return { answer: kept(place.message), pauseMs: null }
    const url = addressOf(place, path, query)
    const text = body === undefined ? '' : asciiJson(body)
    const bounded = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_DEADLINE_MS)])
    let isSent = false
    try {
      const signed = await headers({ method, url, body: text }, bounded)
      const reason = question.mayLeave?.() ?? null
      if (reason !== null) return { answer: kept(reason), pauseMs: null }
      isSent = true
      const response = await fetch(url, {
        method,
        // A redirect would take the credentials elsewhere.
        redirect: 'manual',
        headers: { accept: 'application/json', 'user-agent': USER_AGENT, ...contentType(text), ...signed },
        ...(text === '' ? {} : { body: text }),
        signal: bounded,
      })
      clock.heard?.(Date.parse(response.headers.get('date') ?? ''))
      const received = await readAll(response)
      return { answer: understood(options, question, response, received), pauseMs: pauseOf(response) }
    } catch (error) {
      signal.throwIfAborted()
      return { answer: lost(name, error, isSent && !isNobodyThere(error)), pauseMs: null }
    }
  }

  return {
    once: async (question, signal) => (await send(question, signal)).answer,
    async ask(question, signal) {
      for (let attempt = 1, pause = FIRST_PAUSE_MS; ; attempt += 1, pause *= 2) {
        const { answer, pauseMs } = await send(question, signal)
        const wanted = pauseMs ?? pause
        if (attempt === ATTEMPTS || !isWorthAsking(answer) || wanted > LONGEST_PAUSE_MS) return answer
        await clock.sleep(wanted, signal)
      }
    },
  }

  function understood<U>(
    { requestIdHeader }: HttpClientOptions,
    { schema }: Question<U>,
    response: Response,
    text: string,
  ): HttpAnswer<U> {
    const body = parseJson(text)
    const id = requestIdHeader === undefined ? null : response.headers.get(requestIdHeader)
    const named = id === null ? '' : ` (request ${id.slice(0, 100)})`
    const { status } = response
    if (status >= 200 && status < 300) {
      const parsed = schema.safeParse(body)
      if (parsed.success) return { kind: 'answer', value: parsed.data }
      const [issue] = parsed.error.issues
      const where = issue?.path.join('.') ?? ''
      const message = `${name} answered something else than expected${where === '' ? '' : ` at ${where}`}: ${(issue?.message ?? '').slice(0, 200)}${named}`
      return { kind: 'trouble', trouble: { reason: 'bad-answer', message }, isSent: true, body }
    }
    const said = words(body) ?? { code: `http-${status}`, message: plain(text) }
    const hidden = withoutSecrets(said.message, options.secrets())
    const spoken = hidden === '' ? '' : `: ${hidden.slice(0, MAX_WORDS)}`
    const message = `${name} answered ${status}${spoken}${named}`
    if (status >= 400 && status < 500) return { kind: 'refused', status, body, code: said.code, message }
    return { kind: 'trouble', trouble: { reason: 'server', message }, isSent: true, body }
  }
}

type Heard<T> = { readonly answer: HttpAnswer<T>; readonly pauseMs: number | null }

/** Whether the provider says that there is no such thing. */
export function isMissing(answer: HttpAnswer<unknown>): boolean {
  return answer.kind === 'refused' && (answer.status === 404 || answer.status === 410)
}

/** An answer that is none, as the rest of Burst knows it. */
export function troubled(answer: Exclude<HttpAnswer<unknown>, { kind: 'answer' }>): {
  kind: 'trouble'
  trouble: Trouble
} {
  if (answer.kind === 'trouble') return { kind: 'trouble', trouble: answer.trouble }
  return { kind: 'trouble', trouble: { reason: reasonOf(answer.status), message: answer.message } }
}

export function asked<T, U>(
  answer: HttpAnswer<T>,
  view: (value: T) => U,
): { kind: 'answer'; value: U } | { kind: 'trouble'; trouble: Trouble } {
  return answer.kind === 'answer' ? { kind: 'answer', value: view(answer.value) } : troubled(answer)
}

function reasonOf(status: number): Trouble['reason'] {
  if (status === 401 || status === 403) return 'auth'
  return status === 429 ? 'rate-limited' : 'bad-answer'
}

function isWorthAsking(answer: HttpAnswer<unknown>): boolean {
  if (answer.kind === 'refused') return answer.status === 429 || answer.status === 408
  return answer.kind === 'trouble' && answer.trouble.reason !== 'bad-answer'
}

/** For what is only sent along: nothing leaves for a place that is none. */
export function addressOrNothing(base: () => string): string {
  const place = placeOf(base)
  return place instanceof BurstError ? '' : place
}

function placeOf(base: () => string): string | BurstError {
  try {
    return base()
  } catch (error) {
    if (error instanceof BurstError) return error
    throw error
  }
}

function addressOf(base: string, path: string, query: Readonly<Record<string, string>> = {}): string {
  const asking = new URLSearchParams(query).toString()
  return `${path === '' || path.startsWith('/') ? base + path : path}${asking === '' ? '' : `?${asking}`}`
}

/** The bytes that are signed are the bytes that are sent: nothing on the way may spell them anew. */
function asciiJson(body: unknown): string {
  return JSON.stringify(body).replaceAll(
    /[\u0080-\uffff]/g,
    character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

function contentType(text: string): Record<string, string> {
  return text === '' ? {} : { 'content-type': 'application/json' }
}

async function readAll(response: Response): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body ?? []) {
    size += part.length
    if (size > MAX_ANSWER_BYTES) throw new Error('the answer is too large')
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** An empty body is `null`, as OVHcloud means it. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return null
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Words of a body that is no JSON, without its mark-up. */
function plain(text: string): string {
  return text
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .slice(0, 300)
}

/** In every form in which a server may send back what it was given. */
function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets.flatMap(secret => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  ])
  return forms.reduce((shown, form) => (form.length < MIN_SECRET ? shown : shown.replaceAll(form, '…')), text)
}

/** `Retry-After` in ms; null where there is none. */
function pauseOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : null
}

function kept(message: string): HttpAnswer<never> {
  return { kind: 'trouble', trouble: { reason: 'network', message }, isSent: false }
}

function lost(name: string, error: unknown, isSent: boolean): HttpAnswer<never> {
  if (error instanceof TroubleError) return { kind: 'trouble', trouble: error.trouble, isSent: false }
  if (error instanceof DOMException && error.name === 'TimeoutError')
    return { kind: 'trouble', trouble: { reason: 'timeout', message: `${name} did not answer in time` }, isSent }
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
  return { kind: 'trouble', trouble: { reason: 'network', message: `${name} cannot be reached: ${cause}` }, isSent }
}

/** Thrown by what signs a request where it cannot: nothing leaves. */
export class TroubleError extends Error {
  override name = 'TroubleError'
  readonly trouble: Trouble
  constructor(trouble: Trouble) {
    super(trouble.message)
    this.trouble = trouble
  }
}

const NOBODY_THERE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT', 'ENETUNREACH'])

/** No connection came about: the request did not leave this computer. */
function isNobodyThere(error: unknown): boolean {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && 'code' in cause && NOBODY_THERE.has(String(cause.code))
}
