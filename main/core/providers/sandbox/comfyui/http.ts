import type { IncomingMessage, ServerResponse } from 'node:http'

/** An answer to a request. */
export interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

export interface Call {
  readonly method: string
  /** Without the `/api` prefix. */
  readonly path: string
  readonly hasApiPrefix: boolean
  readonly query: URLSearchParams
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

export function json(text: string, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: text }
}

/** An empty answer, as aiohttp gives it. */
export function empty(status: number): Answer {
  return { status, headers: { 'content-type': 'application/octet-stream' } }
}

function plain(status: number, text: string): Answer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: text }
}

export const notFound = plain(404, '404: Not Found')
export const inTrouble = plain(500, '500 Internal Server Error\n\nServer got itself in trouble')

/** Pages of other sites may not reach a server on this computer through the browser. */
export function isForeignOrigin({ host, origin }: IncomingMessage['headers']): boolean {
  if (host === undefined || origin === undefined) return false
  const from = URL.canParse(origin) ? new URL(origin) : null
  const to = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null
  if (from === null || to === null || !/^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(to.hostname)) return false
  const isSame = from.port === '' ? from.hostname === to.hostname : from.host === to.host
  return from.host !== '' && !isSame
}

const MAXIMUM_BODY = 104_857_600

/** Reads the whole request; null when it is larger than ComfyUI takes. */
export async function readCall(request: IncomingMessage): Promise<Call | null> {
  const url = new URL(request.url ?? '/', 'http://localhost')
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = Buffer.from(part)
    size += bytes.length
    if (size > MAXIMUM_BODY) return null
    parts.push(bytes)
  }
  const hasApiPrefix = url.pathname.startsWith('/api/')
  const path = decodeURIComponent(hasApiPrefix ? url.pathname.slice(4) : url.pathname)
  return {
    method: request.method ?? 'GET',
    path,
    hasApiPrefix,
    query: url.searchParams,
    headers: request.headers,
    body: Buffer.concat(parts),
  }
}

export function writeAnswer(response: ServerResponse, answer: Answer): void {
  const body = answer.body ?? ''
  response.writeHead(answer.status, { ...answer.headers, 'content-length': String(Buffer.byteLength(body)) })
  response.end(body)
}
