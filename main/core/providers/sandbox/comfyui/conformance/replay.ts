import { rmSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { isRecord } from '../json-text.ts'
import type { ComfyuiStandIn } from '../start.ts'
import { differences } from './compare.ts'
import type { Exception } from './exceptions.ts'
import { EXCEPTIONS, RACING_STATUS } from './exceptions.ts'
import type { SeenFrame } from './frames.ts'
import { byPrompt, milestones, steps } from './frames.ts'
import { readChunks } from './png-chunks.ts'
import { PICTURES, UPLOADS, warmUp } from './setting.ts'
import type { RecordedResponse, Transcript, TranscriptEvent } from './transcript.ts'

const PATIENCE_MS = 10_000

/** Plays the client's side of a recording against a server and collects every difference. */
export class Replay {
  readonly #server: ComfyuiStandIn
  readonly #base: string
  readonly #transcript: Transcript
  readonly #exceptions: readonly Exception[]
  readonly #sockets = new Map<string, WebSocket>()
  readonly #expected = new Map<string, SeenFrame[]>()
  readonly #received = new Map<string, SeenFrame[]>()
  /** Ids that the recording server made up, and what this one made up instead. */
  readonly #ids = new Map<string, string>()
  readonly #found: string[] = []
  #numberOffset: number | null = null
  #uploads = 0
  requests = 0

  constructor(server: ComfyuiStandIn, base: string, transcript: Transcript) {
    this.#server = server
    this.#base = base
    this.#transcript = transcript
    this.#exceptions = EXCEPTIONS.filter(({ transcript: name }) => name === '*' || name === transcript.name)
  }

  /** Every difference found, one line each. */
  async run(): Promise<string[]> {
    await this.#warmUp()
    for (const event of this.#transcript.events) await this.#play(event)
    await this.#catchUp()
    this.#compareFrames()
    for (const socket of this.#sockets.values()) socket.terminate()
    return this.#found
  }

  async #warmUp(): Promise<void> {
    const body = warmUp(this.#transcript)
    if (body === null) return
    await fetch(`${this.#server.url}/prompt`, { method: 'POST', body })
    await until(async () => Object.keys(await this.#json('/history')).length === 1)
    await fetch(`${this.#server.url}/history`, { method: 'POST', body: '{"clear": true}' })
  }

  async #play(event: TranscriptEvent): Promise<void> {
    const client = event.client ?? ''
    if (event.kind === 'ws_text' && event.message) this.#expect(client, { kind: 'text', frame: event.message })
    else if (event.kind === 'ws_binary') this.#expect(client, recordedBinary(event))
    else {
      await this.#catchUp()
      if (event.kind === 'http') await this.#request(event)
      else if (event.kind === 'ws_open') await this.#open(client, event.path ?? '/ws')
      else if (event.kind === 'ws_send') this.#sockets.get(client)?.send(JSON.stringify(event.message))
      else if (event.kind === 'png_chunks') await this.#compareChunks(event)
      else this.#heed(event.text ?? '')
    }
  }

  #expect(client: string, frame: SeenFrame): void {
    this.#expected.set(client, [...(this.#expected.get(client) ?? []), frame])
  }

  /** Waits until this server has told all that the recorded one had told by now. */
  async #catchUp(): Promise<void> {
    for (const [client, frames] of this.#expected) {
      const wanted = milestones(this.#translated(frames))
      const isReached = () => {
        const seen = milestones(this.#received.get(client) ?? [])
        return [...wanted].every(([key, count]) => (seen.get(key) ?? 0) >= count)
      }
      await until(() => isReached() || this.#sockets.get(client)?.readyState !== WebSocket.OPEN).catch(() => {
        const seen = milestones(this.#received.get(client) ?? [])
        throw new Error(
          `never told: ${[...wanted]
            .filter(([key, count]) => (seen.get(key) ?? 0) < count)
            .map(([key]) => key)
            .join('; ')}`,
        )
      })
    }
  }

  async #open(client: string, url: string): Promise<void> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.#server.port}${url}`)
    this.#sockets.set(client, socket)
    const frames: SeenFrame[] = []
    this.#received.set(client, frames)
    socket.on('message', (data: Buffer, isBinary) =>
      frames.push(isBinary ? receivedBinary(data) : { kind: 'text', frame: JSON.parse(String(data)) }),
    )
    await new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject))
  }

  #heed(note: string): void {
    if (note === 'socket closed by client') this.#sockets.get('A')?.terminate()
    if (note === 'output file deleted on the instance') rmSync(path.join(this.#base, 'output/golden/del_00001_.png'))
  }

  async #request(event: TranscriptEvent): Promise<void> {
    const { request, response } = event
    if (request === undefined || response === undefined) return
    this.requests += 1
    const url = this.#server.url + this.#translate(request.path)
    const init = { method: request.method, headers: this.#headers(request.headers ?? {}), ...this.#body(event) }
    const answer = await this.#answered(url, init, response)
    this.#learnIds(response.body, answer.body)
    const recorded = this.#translate(response)
    const name = `${request.method} ${request.path}`
    this.#note(differences(recorded.status, answer.status, `${name}.status`, this.#exceptions))
    this.#note(differences(recorded.headers, pickHeaders(answer.headers, recorded), `${name}.header`, this.#exceptions))
    if (recorded.body !== undefined)
      this.#note(
        differences(recorded.body, this.#renumbered(recorded.body, answer.body), `${name}.body`, this.#exceptions),
      )
    if (recorded.body_text !== undefined)
      this.#note(differences(recorded.body_text, answer.bytes.toString('utf8'), `${name}.text`, this.#exceptions))
    if (recorded.body_bytes)
      this.#note(
        differences(
          recorded.body_bytes.first16_hex,
          answer.bytes.toString('hex', 0, 16),
          `${name}.first16`,
          this.#exceptions,
        ),
      )
  }

  /** History is asked until it knows what the recorded one knew: nothing else tells of a prompt without a client. */
  async #answered(url: string, init: RequestInit, response: RecordedResponse): Promise<Answered> {
    let answer = await ask(url, init)
    if (!new URL(url).pathname.startsWith('/history')) return answer
    await until(async () => {
      answer = await ask(url, init)
      return Object.keys(answer.body ?? {}).length >= Object.keys(response.body ?? {}).length
    }).catch(() => undefined)
    return answer
  }

  #headers(recorded: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(recorded).map(([name, value]) => [
        name,
        value.replace('127.0.0.1:8188', `127.0.0.1:${this.#server.port}`),
      ]),
    )
  }

  #body(event: TranscriptEvent): { body?: string | FormData } {
    if (event.request?.raw_body !== undefined) return { body: event.request.raw_body }
    if (event.bodyText !== undefined) return { body: this.#translateText(event.bodyText) }
    if (event.request?.form === undefined) return {}
    const form = new FormData()
    const picture = PICTURES[UPLOADS[this.#transcript.name]?.[this.#uploads++] ?? ''] ?? Buffer.alloc(0)
    for (const [name, value] of Object.entries(event.request.form)) {
      if (value.startsWith('<png bytes'))
        form.append(name, new File([new Uint8Array(picture)], 'in.png', { type: 'image/png' }))
      else form.append(name, value)
    }
    return { body: form }
  }

  /** Ids, names of preview files: what the server makes up. */
  #learnIds(recorded: unknown, actual: unknown): void {
    const [theirs, ours] = [madeNames(recorded), madeNames(actual)]
    for (const [index, id] of theirs.entries())
      if (!this.#ids.has(id) && ours[index] !== undefined) this.#ids.set(id, ours[index])
  }

  #translate<T>(value: T): T {
    const translated: T = JSON.parse(this.#translateText(JSON.stringify(value)))
    return translated
  }

  #translateText(text: string): string {
    return [...this.#ids].reduce((result, [theirs, ours]) => result.replaceAll(theirs, ours), text)
  }

  #translated(frames: readonly SeenFrame[]): SeenFrame[] {
    return frames.map(frame => this.#translate(frame))
  }

  /** Recordings share one counter: numbers are compared by their distance from the first one. */
  #renumbered(recorded: unknown, actual: unknown): unknown {
    const theirs = numberOf(recorded)
    const ours = numberOf(actual)
    if (theirs !== null && ours !== null) this.#numberOffset ??= theirs - ours
    const shift = (number: unknown) =>
      typeof number !== 'number' || Math.abs(number) >= 500
        ? number
        : number + Math.sign(number || 1) * (this.#numberOffset ?? 0)
    return mapNumbers(actual, shift)
  }

  async #compareChunks(event: TranscriptEvent): Promise<void> {
    const file = await ask(`${this.#server.url}/view?${new URLSearchParams({ ...event.file }).toString()}`, {})
    const drawn = readChunks(file.bytes).filter(chunk => chunk.type !== 'PLTE')
    this.#note(differences(event.chunks, drawn, 'png.chunks', this.#exceptions))
  }

  #compareFrames(): void {
    const withStatus = RACING_STATUS[this.#transcript.name] === undefined
    for (const [client, recorded] of this.#expected) {
      const expected = byPromptIf(!withStatus, this.#translated(recorded))
      const received = byPromptIf(!withStatus, this.#received.get(client) ?? [])
      for (const [prompt, frames] of expected)
        this.#compareSteps(
          `${client} ${prompt}`,
          steps(frames, withStatus),
          steps(received.get(prompt) ?? [], withStatus),
        )
    }
  }

  #compareSteps(name: string, expected: ReturnType<typeof steps>, received: ReturnType<typeof steps>): void {
    const tokens = received.map(step => step.token)
    const wanted = expected.map(step => step.token)
    if (JSON.stringify(wanted) !== JSON.stringify(tokens))
      return this.#note([`frames of ${name}:\n  expected ${wanted.join(' | ')}\n  got      ${tokens.join(' | ')}`])
    for (const [index, step] of expected.entries())
      this.#note(differences(step.data, received[index]?.data, `ws.${step.token.replace(/:.*/, '')}`, this.#exceptions))
  }

  #note(lines: readonly string[]): void {
    this.#found.push(...lines)
  }

  async #json(where: string): Promise<Record<string, unknown>> {
    const { body } = await ask(this.#server.url + where, {})
    return isRecord(body) ? body : {}
  }
}

const MADE_NAME = /"(?:prompt_id": "?|filename":")?(ComfyUI_temp_[a-z]{5}|[0-9a-f]{8}-[0-9a-f-]{27})/g

function madeNames(body: unknown): string[] {
  return [...JSON.stringify(body ?? null).matchAll(MADE_NAME)].map(match => match[1] ?? '')
}

interface Answered {
  readonly status: number
  readonly headers: Headers
  readonly bytes: Buffer
  readonly body: unknown
}

async function ask(url: string, init: RequestInit): Promise<Answered> {
  const response = await fetch(url, init)
  const bytes = Buffer.from(await response.arrayBuffer())
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    body: isJson ? JSON.parse(bytes.toString('utf8')) : undefined,
  }
}

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error('waited too long')
    await delay(5)
  }
}

function pickHeaders(headers: Headers, recorded: RecordedResponse): Record<string, string | undefined> {
  return Object.fromEntries(Object.keys(recorded.headers).map(name => [name, headers.get(name) ?? undefined]))
}

function byPromptIf(isSplit: boolean, frames: SeenFrame[]): Map<string, SeenFrame[]> {
  return isSplit ? byPrompt(frames) : new Map([['all', frames]])
}

function recordedBinary(event: TranscriptEvent): SeenFrame {
  return {
    kind: 'binary',
    eventType: event.event_type ?? 0,
    header: event.header_hex ?? '',
    metadata: event.metadata ?? null,
    payloadStart: event.payload_first8_hex ?? '',
  }
}

function receivedBinary(frame: Buffer): SeenFrame {
  const eventType = frame.readUInt32BE(0)
  const length = eventType === 4 ? frame.readUInt32BE(4) : 0
  const metadata: unknown = eventType === 4 ? JSON.parse(frame.toString('utf8', 8, 8 + length)) : null
  return {
    kind: 'binary',
    eventType,
    header: frame.toString('hex', 0, 8),
    metadata,
    payloadStart: frame.toString('hex', 8 + length, 16 + length),
  }
}

/** The queue number of an accepted prompt. */
function numberOf(body: unknown): number | null {
  const number = typeof body === 'object' && body !== null && 'number' in body ? body.number : null
  return typeof number === 'number' ? number : null
}

/** Applies `shift` to queue numbers wherever answers carry them. */
function mapNumbers(body: unknown, shift: (number: unknown) => unknown): unknown {
  if (!isRecord(body)) return body
  const item = (value: unknown): unknown => (Array.isArray(value) ? [shift(value[0]), ...value.slice(1)] : value)
  const map = (key: string, value: unknown): unknown => {
    if (key === 'number') return shift(value)
    if (key === 'queue_running' || key === 'queue_pending') return Array.isArray(value) ? value.map(item) : value
    return isRecord(value) && Array.isArray(value['prompt']) ? { ...value, prompt: item(value['prompt']) } : value
  }
  return Object.fromEntries(Object.entries(body).map(([key, value]) => [key, map(key, value)]))
}
