import { readFileSync, readdirSync } from 'node:fs'
import { entriesOf } from '../json-text.ts'

/** One event of a recording; see the README of the recordings. */
export interface TranscriptEvent {
  readonly kind: 'http' | 'ws_open' | 'ws_send' | 'ws_text' | 'ws_binary' | 'png_chunks' | 'note'
  readonly client?: string
  readonly path?: string
  readonly text?: string
  readonly message?: Frame
  readonly request?: RecordedRequest
  readonly response?: RecordedResponse
  readonly event_type?: number
  readonly header_hex?: string
  readonly metadata?: unknown
  readonly payload_first8_hex?: string
  readonly file?: Readonly<Record<string, string>>
  readonly chunks?: readonly PngChunk[]
  /** The body of the request as it was written: the order of its keys matters to a server in Python. */
  readonly bodyText?: string
}

export interface Frame {
  readonly type: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface RecordedRequest {
  readonly method: string
  readonly path: string
  readonly raw_body?: string
  readonly form?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface RecordedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly body_text?: string
  readonly body_bytes?: { readonly first16_hex: string }
}

export interface PngChunk {
  readonly type: string
  readonly keyword?: string
  readonly text?: string
}

export interface Transcript {
  readonly name: string
  readonly text: string
  readonly events: readonly TranscriptEvent[]
}

export const GOLDEN = new URL('../../../../../../test/golden/comfyui/', import.meta.url)

/** Every recording in the folder: a new file is a new test. */
export function readTranscripts(): Transcript[] {
  const names = readdirSync(GOLDEN).filter(name => name.endsWith('.json') && !name.startsWith('object_info'))
  return names.map(name => readTranscript(name.replace(/\.json$/, '')))
}

function readTranscript(name: string): Transcript {
  const text = readFileSync(new URL(`${name}.json`, GOLDEN), 'utf8')
  const eventsText = new Map(entriesOf(text)).get('events') ?? '[]'
  return { name, text, events: entriesOf(eventsText).map(([, eventText]) => readEvent(eventText)) }
}

function readEvent(text: string): TranscriptEvent {
  const event: TranscriptEvent = JSON.parse(text)
  const request = new Map(entriesOf(text)).get('request')
  const bodyText = request === undefined ? undefined : new Map(entriesOf(request)).get('body')
  return bodyText === undefined ? event : { ...event, bodyText }
}
