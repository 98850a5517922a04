import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import ssh2, { type Connection } from 'ssh2'
import type { Children } from '../children.ts'
import { serveForward } from './forward.ts'
import { authorize, createLogin } from './login.ts'
import { serveSession, type SessionParts } from './session.ts'

export type SshServerParts = {
  /** PEM of the OpenSSH private key that the host shows. */
  readonly hostPrivateKey: string
  /** OpenSSH line of the key that may log in at first, as this user. */
  readonly clientPublicKey: string
  readonly user: string
  /** The login folder, absolute and without links. */
  readonly root: string
  /** Other folders that links in the first may lead to, absolute and without links. */
  readonly mounts: readonly string[]
  readonly python: string
  /** The one port of loopback that may be reached through a tunnel. */
  readonly comfyuiPort: number
  readonly children: Children
  readonly env: NodeJS.ProcessEnv
}

/** An instance's sshd: programs, files and a way to ComfyUI, for one key. */
export interface SshServer {
  /** Listens on loopback and tells the port: the same as before, if that is still free. */
  open(): Promise<number>
  /** Cuts every connection; new ones are accepted. */
  drop(): void
  /** Cuts every connection and listens no more. */
  close(): Promise<void>
}

/** Clients take a host of this name to accept requests of 256 KiB, as it does, and not of 32 KiB only. */
const IDENT = 'OpenSSH_9.2p1 sandbox'
/** As sshd has it when nobody changed that. */
const MAX_SESSIONS = 10

export function createSshServer(parts: SshServerParts): SshServer {
  const sockets = new Set<Socket>()
  authorize(parts.root, parts.clientPublicKey)
  const checkLogin = createLogin(parts.user, parts.root)
  const ssh = new ssh2.Server({ hostKeys: [parts.hostPrivateKey], ident: IDENT }, connection => {
    // A line that was cut is no news to a server.
    connection.on('error', () => undefined)
    connection.on('authentication', checkLogin)
    connection.on('tcpip', (accept, reject, { destIP, destPort }) =>
      serveForward(accept, reject, { host: destIP, port: destPort }, parts.comfyuiPort),
    )
    serveSessions(connection, parts)
  })
  const listener = (): Server =>
    // Sockets of our own, because ssh2's server leaves delays on that cost 40 ms a round trip.
    createServer({ noDelay: true }, socket => {
      sockets.add(socket)
      socket.once('close', () => sockets.delete(socket))
      ssh.injectSocket(socket)
    })
  let server: Server | null = null
  let lastPort = 0
  const listen = async (port: number) => {
    server = listener()
    return await portOf(server.listen(port, '127.0.0.1'))
  }
  const drop = () => sockets.forEach(socket => socket.destroy())
  return {
    open: async () => {
      lastPort = await listen(lastPort).catch(async () => await listen(0))
      return lastPort
    },
    drop,
    close: async () => {
      const closed = server?.listening ? once(server, 'close') : null
      server?.close()
      drop()
      await closed
    },
  }
}

async function portOf(server: Server): Promise<number> {
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('not listening on a port')
  return address.port
}

function serveSessions(connection: Connection, parts: SessionParts): void {
  const gone = new AbortController()
  connection.once('close', () => gone.abort())
  let open = 0
  connection.on('session', (accept, reject) => {
    if (open >= MAX_SESSIONS) return reject()
    open += 1
    const session = accept()
    session.once('close', () => (open -= 1))
    serveSession(session, parts, gone.signal)
  })
}
