import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { MAXIMUM_REQUEST_BYTES, type ApiError } from '../api.ts'
import { LostAnswer, Refusal } from './refusal.ts'
import { answerCall, type Desk } from './routes.ts'
import { isAuthorized } from './token.ts'

export type ServerOptions = {
  /** Resolves when the cloud is open; calls wait for it. */
  readonly desk: Promise<Desk>
  readonly token: string
  readonly log: (text: string) => void
}

/** The HTTP side of the cloud. It does not listen: connections are handed to it. */
export function createApiServer(options: ServerOptions): Server {
  return createServer((request, response) => void serve(options, request, response))
}

async function serve(options: ServerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    if (!isAuthorized(request.headers.authorization, options.token))
      throw new Refusal(401, 'unauthorized', 'the token is missing or wrong')
    const call = {
      method: request.method ?? 'GET',
      path: new URL(request.url ?? '/', 'http://sandbox').pathname,
      headers: request.headers,
      body: await readBody(request),
    }
    send(response, 200, await answerCall(await options.desk, call))
  } catch (error) {
    if (error instanceof LostAnswer) request.socket.destroy()
    else if (error instanceof Refusal) refuse(response, error)
    else {
      options.log(error instanceof Error ? (error.stack ?? error.message) : String(error))
      refuse(response, new Refusal(500, 'internal', 'the practice cloud failed; its log says why'))
    }
  }
}

async function readBody(request: AsyncIterable<Uint8Array>): Promise<unknown> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of request) {
    size += part.length
    if (size > MAXIMUM_REQUEST_BYTES) throw new Refusal(413, 'too-large', 'the request is too large')
    parts.push(part)
  }
  if (size === 0) return undefined
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw new Refusal(400, 'invalid', 'the request is not JSON')
  }
}

function refuse(response: ServerResponse, { status, code, message }: Refusal): void {
  send(response, status, { error: { code, message } } satisfies ApiError)
}

/** One call a connection: a daemon that leaves need not wait for idle ones. */
function send(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body)
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(text)),
    connection: 'close',
  })
  response.end(text)
}
