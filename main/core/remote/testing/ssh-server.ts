import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import ssh2, { type AuthContext, type Connection } from 'ssh2'
import type { LaneKeys } from '../keys.ts'
import type { ConnectSpec } from '../remote.ts'
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
  const pair = () => {
    const { private: secret, public: open } = ssh2.utils.generateKeyPairSync('ed25519')
    return { private: secret, public: open }
  }
  return { client: pair(), host: pair() }
}

/** An SSH server in this process, over a temporary login folder, with commands run for real and faults on demand. */
export async function startSshServer(keys: LaneKeys = newLaneKeys()): Promise<TestSshServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'burst-ssh-'))
  for (const name of ['models', 'output', 'input', 'temp'])
    mkdirSync(path.join(folder, 'comfyui', name), { recursive: true })
  const behaviour: SftpBehaviour = { maxAnswerBytes: Infinity, onRead: () => 'serve' }
  const connections = new Set<Connection>()
  const stop = new AbortController()
  const server = new ssh2.Server({ hostKeys: [keys.host.private] }, connection => {
    connections.add(connection)
    connection.on('close', () => connections.delete(connection))
    connection.on('error', () => connections.delete(connection))
    connection.on('authentication', attempt => checkLogin(attempt, keys))
    connection.on('session', accept => {
      const session = accept()
      session.on('exec', (acceptExec, _reject, { command }) => serveExec(acceptExec(), command, folder, stop.signal))
      session.on('sftp', acceptSftp => serveSftp(acceptSftp(), folder, behaviour, () => drop()))
    })
  })
  const drop = () => {
    for (const connection of connections) connection.end()
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
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
