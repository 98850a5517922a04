import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Api } from '../../common/contract.ts'
import { BurstError } from '../../common/errors.ts'
import { toWireError } from '../../common/wire-errors.ts'
import { API_PREFIX, PICTURE_PREFIX, SIGN_PATH, SignRequest } from '../../common/web-wire.ts'
import { readJsonBody } from '../core/engine/body.ts'
import { contractRoutes } from '../core/engine/routes.ts'
import type { Log } from '../core/log.ts'
import { PAGE_HEADERS } from '../core/page/headers.ts'
import { pageFile } from '../core/page/page-file.ts'
import { openPicture } from '../core/pictures/open-picture.ts'
import type { Thumbs } from '../core/pictures/thumbs.ts'
import { serviceOf } from './api-service.ts'
import { createGuard } from './guard.ts'
import { sendError, sendFile, sendJson, sendRefusal } from './send.ts'
import { createPictureSigner } from './signed-pictures.ts'

export type ServePageOptions = {
  readonly api: Api
  /** Of the built page. */
  readonly folder: string
  /** 0 for any that is free. */
  readonly port: number
  readonly thumbs: Thumbs
  readonly log: Log
  /** What the page must show with every call; made anew for each start. */
  readonly token?: string
}

export type ServedPage = {
  /** With the token of this start in its fragment, which no server and no log ever sees. */
  readonly url: string
  close(): Promise<void>
}

/** Nothing else: this computer alone can reach the page. */
const LOOPBACK = '127.0.0.1'
/** Dropped libraries of templates fit; written jobs come by their path. */
const MAX_BODY_BYTES = 32 * 1024 * 1024
const MAX_SIGN_BYTES = 256 * 1024
const HOUR_SECONDS = 3600

/** Serves the page and the contract on this computer. BurstError `port-taken`. */
export async function servePage(options: ServePageOptions): Promise<ServedPage> {
  const { api, folder, port, thumbs, log, token = randomBytes(24).toString('base64url') } = options
  const pictures = createPictureSigner(randomBytes(32))
  const server = http.createServer((request, response) => void answer(request, response))
  const guard = createGuard({ port: () => portOf(server), token, now: Date.now })
  const routes = contractRoutes({
    service: Promise.resolve(serviceOf(api)),
    authorize: () => undefined,
    log,
    maxBodyBytes: MAX_BODY_BYTES,
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => undefined)
    for (const [name, value] of Object.entries(PAGE_HEADERS)) response.setHeader(name, value)
    try {
      const url = new URL(request.url ?? '/', 'http://page')
      if (url.pathname.startsWith(`${API_PREFIX}/`)) return await answerCall(request, response, url)
      const refused = guard.foreign(request)
      if (refused) return sendRefusal(response, refused)
      if (request.method !== 'GET' && request.method !== 'HEAD') return sendNothing(response, 405)
      if (url.pathname.startsWith(PICTURE_PREFIX)) return await answerPicture(request, response, url)
      await answerFile(request, response, url.pathname)
    } catch (error) {
      if (response.destroyed) return
      if (!(error instanceof BurstError)) log('a request of the page failed', error)
      sendError(response, error instanceof BurstError ? 400 : 500, toWireError(error))
    }
  }

  async function answerCall(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const refused = guard.stranger(request)
    if (refused) return sendRefusal(response, refused)
    response.setHeader('cache-control', 'no-store')
    if (url.pathname === SIGN_PATH) return await answerSigning(request, response)
    request.url = url.pathname.slice(API_PREFIX.length)
    routes.listener(request, response)
  }

  async function answerSigning(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = SignRequest.safeParse(await readJsonBody(request, MAX_SIGN_BYTES))
    if (!asked.success) return sendNothing(response, 400)
    sendJson(response, 200, { addresses: asked.data.pictures.map(pictures.sign) })
  }

  async function answerPicture(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const query = pictures.verify(url)
    if (!query) return sendNothing(response, 403)
    const cacheControl = `private, max-age=${HOUR_SECONDS}, immutable`
    await sendFile(request, response, { ...(await openPicture(api, thumbs, query)), cacheControl })
  }

  async function answerFile(request: IncomingMessage, response: ServerResponse, pathname: string): Promise<void> {
    const found = pageFile(folder, pathname)
    const size = found && (await stat(found.file).catch(() => null))
    if (!found || !size?.isFile()) return sendNothing(response, 404)
    const cacheControl = found.immutable ? `private, max-age=${24 * HOUR_SECONDS}, immutable` : 'no-store'
    await sendFile(request, response, { ...found, bytes: size.size, cacheControl })
  }

  await listen(server, port)
  return {
    url: `http://${LOOPBACK}:${portOf(server)}/#token=${token}`,
    async close() {
      server.close()
      await routes.leave()
      server.closeAllConnections()
    },
  }
}

async function listen(server: http.Server, port: number): Promise<void> {
  server.listen({ host: LOOPBACK, port, exclusive: true })
  try {
    await once(server, 'listening')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    const message = code === 'EADDRINUSE' ? `Port ${port} is taken.` : `Port ${port} cannot be served (${code}).`
    const remedy = 'Name another with --port, or leave it out: then one that is free is taken.'
    throw new BurstError('failed', [{ code: 'port-taken', message, remedy }], { cause: error })
  }
}

function portOf(server: http.Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}

function sendNothing(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0, 'cache-control': 'no-store', connection: 'close' }).end()
}
