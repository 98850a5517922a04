import { randomUUID } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { WebSocket } from 'ws'
import { WebSocketServer } from 'ws'
import { isRecord } from './json-text.ts'

/** What the server tells a client that announces its features. */
export const SERVER_FEATURES = { supports_preview_metadata: true, max_upload_size: 104_857_600 }

/** The sockets of this server, one per client id; a null client id means everybody. */
export interface Sockets {
  send(type: string, data: unknown, clientId: string | null): void
  /** Sends a preview picture, with or without metadata as each socket can take it. */
  preview(preview: Preview, clientId: string | null): 'plain' | 'with-metadata' | 'nobody'
  /** Whether anybody would get what is sent to this id. */
  isHeard(clientId: string | null): boolean
  wantsMetadata(clientId: string | null): boolean
  close(): void
}

export interface Preview {
  readonly kind: 'image/jpeg' | 'image/png'
  readonly bytes: Buffer
  readonly metadata: Readonly<Record<string, unknown>>
}

interface Client {
  readonly socket: WebSocket
  takesMetadata: boolean
}

/** `greet` gives what a new socket is told first. */
export function createSockets(
  server: Server,
  isAllowed: (request: IncomingMessage) => boolean,
  greet: (sid: string) => readonly (readonly [string, unknown])[],
): Sockets {
  const clients = new Map<string, Client>()
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 1 << 20 })
  const listeners = (clientId: string | null) =>
    clientId === null ? [...clients.values()] : [clients.get(clientId)].filter(client => client !== undefined)

  server.on('upgrade', (request, connection, head) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (!/^(?:\/api)?\/ws$/.test(url.pathname) || !isAllowed(request)) return void connection.destroy()
    webSockets.handleUpgrade(request, connection, head, socket =>
      welcome(socket, url.searchParams.get('clientId') ?? ''),
    )
  })

  function welcome(socket: WebSocket, wantedId: string): void {
    const sid = wantedId || randomUUID().replaceAll('-', '')
    const client: Client = { socket, takesMetadata: false }
    clients.delete(sid)
    clients.set(sid, client)
    for (const [type, data] of greet(sid)) sendTo(client, type, data)
    let isFirst = true
    socket.on('message', (message, isBinary) => {
      if (!isBinary && isFirst) hearFeatures(client, Buffer.isBuffer(message) ? message.toString('utf8') : '')
      isFirst = false
    })
    socket.on('close', () => clients.get(sid) === client && clients.delete(sid))
    socket.on('error', () => socket.terminate())
  }

  return {
    send: (type, data, clientId) => {
      const text = JSON.stringify({ type, data })
      for (const client of listeners(clientId)) client.socket.send(text)
    },
    preview: (preview, clientId) => {
      const audience = listeners(clientId)
      for (const client of audience)
        client.socket.send(client.takesMetadata ? frameWithMetadata(preview) : plainFrame(preview))
      if (audience.length === 0) return 'nobody'
      return audience.some(client => client.takesMetadata) ? 'with-metadata' : 'plain'
    },
    isHeard: clientId => listeners(clientId).length > 0,
    wantsMetadata: clientId => listeners(clientId).some(client => client.takesMetadata),
    close: () => {
      for (const client of clients.values()) client.socket.terminate()
      webSockets.close()
    },
  }
}

function sendTo(client: Client, type: string, data: unknown): void {
  client.socket.send(JSON.stringify({ type, data }))
}

/** Only the first message of a socket may announce features. */
function hearFeatures(client: Client, text: string): void {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return
  }
  if (!isRecord(message) || message['type'] !== 'feature_flags') return
  client.takesMetadata = isRecord(message['data']) && message['data']['supports_preview_metadata'] === true
  sendTo(client, 'feature_flags', SERVER_FEATURES)
}

function plainFrame(preview: Preview): Buffer {
  const header = Buffer.alloc(8)
  header.writeUInt32BE(1, 0)
  header.writeUInt32BE(preview.kind === 'image/jpeg' ? 1 : 2, 4)
  return Buffer.concat([header, preview.bytes])
}

function frameWithMetadata(preview: Preview): Buffer {
  const metadata = Buffer.from(JSON.stringify({ ...preview.metadata, image_type: preview.kind }))
  const header = Buffer.alloc(8)
  header.writeUInt32BE(4, 0)
  header.writeUInt32BE(metadata.length, 4)
  return Buffer.concat([header, metadata, preview.bytes])
}
