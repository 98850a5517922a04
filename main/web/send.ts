import { createReadStream } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import type { WireError } from '../../common/contract.ts'
import type { Refusal } from './guard.ts'

/** A refusal in the same envelope as any error, so that the page can show it. */
export function sendRefusal(response: ServerResponse, { status, code, message }: Refusal): void {
  const remedy = 'Run `burst serve` and open the address that it prints.'
  sendError(response, status, { exit: 'refused', problems: [{ code, message, remedy }] })
}

export function sendError(response: ServerResponse, status: number, error: WireError): void {
  if (response.headersSent || response.destroyed) return void response.destroy()
  sendJson(response, status, { ok: false, error })
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const text = JSON.stringify(value)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    // What is left of a refused body is not read.
    ...(status === 200 ? {} : { connection: 'close' }),
  })
  response.end(text)
}

export type SentFile = {
  readonly file: string
  readonly bytes: number
  readonly contentType: string
  readonly cacheControl: string
  readonly tag?: string
}

/** A file from the disk, or only its headers; nothing where the browser has it already. */
export async function sendFile(request: IncomingMessage, response: ServerResponse, sent: SentFile): Promise<void> {
  const etag = sent.tag === undefined ? null : `"${sent.tag}"`
  const headers = { 'cache-control': sent.cacheControl, ...(etag === null ? {} : { etag }) }
  if (etag !== null && request.headers['if-none-match'] === etag) {
    response.writeHead(304, headers).end()
    return
  }
  response.writeHead(200, { ...headers, 'content-type': sent.contentType, 'content-length': sent.bytes })
  if (request.method === 'HEAD') return void response.end()
  await pipeline(createReadStream(sent.file), response)
}
