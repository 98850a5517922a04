import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ssh2, { type AuthContext } from 'ssh2'
import { createKeyPair } from '../key-pair.ts'
import type { LaneKeys } from '../keys.ts'
import type { ConnectSpec } from '../remote.ts'
import { listenOnLoopback } from './loopback.ts'
import { serveExec } from './serve-exec.ts'
import { serveSftp, type SftpBehaviour } from './serve-sftp.ts'

export type TestSshServer = {
  /** The login folder on this disk. */
  readonly folder: string
  readonly spec: ConnectSpec
  readonly behaviour: SftpBehaviour
  /** Cuts every connection, as a broken line does. */
  drop(): void
  stop(): Promise<void>
}

/** New keys as a lane has them, without a store. */
export function newLaneKeys(): LaneKeys {
  return { client: createKeyPair('test'), host: createKeyPair('test-host') }
}

/** An SSH server in this process, over a temporary login folder, with commands run for real and faults on demand. */
export async function startSshServer(keys: LaneKeys = newLaneKeys()): Promise<TestSshServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'burst-ssh-'))
  for (const name of ['models', 'output', 'input', 'temp'])
    mkdirSync(path.join(folder, 'comfyui', name), { recursive: true })
  const behaviour: SftpBehaviour = { maxAnswerBytes: Infinity, onRead: () => 'serve' }
  const sockets = new Set<Socket>()
  const stop = new AbortController()
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  const ssh = new ssh2.Server({ hostKeys: [keys.host.private] }, connection => {
    // A line that is cut is what is tested; nobody has to be told of it here.
    connection.on('error', () => undefined)
    connection.on('authentication', attempt => checkLogin(attempt, keys))
    connection.on('session', accept => {
      const session = accept()
      session.on('exec', (acceptExec, _reject, { command }) => serveExec(acceptExec(), command, folder, stop.signal))
      session.on('sftp', acceptSftp => serveSftp(acceptSftp(), folder, behaviour, drop))
    })
  })
  // Sockets of our own, because ssh2's server leaves delays on that cost 40 ms a round trip.
  const server = createServer({ noDelay: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    ssh.injectSocket(socket)
  })
  const port = await listenOnLoopback(server)
  return {
    folder,
    behaviour,
    spec: {
      host: '127.0.0.1',
      port,
      user: 'burst',
      clientPrivateKey: keys.client.private,
      hostPublicKey: keys.host.public,
    },
    drop,
    async stop() {
      stop.abort()
      drop()
      await new Promise<void>(resolve => server.close(() => resolve()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function checkLogin(attempt: AuthContext, keys: LaneKeys): void {
  const wanted = ssh2.utils.parseKey(keys.client.public)
  if (attempt.method !== 'publickey' || attempt.username !== 'burst' || wanted instanceof Error)
    return attempt.reject(['publickey'])
  if (!attempt.key.data.equals(wanted.getPublicSSH())) return attempt.reject(['publickey'])
  if (attempt.signature && !wanted.verify(attempt.blob ?? Buffer.alloc(0), attempt.signature)) return attempt.reject()
  attempt.accept()
}
