import ssh2, { type Client, type ConnectConfig } from 'ssh2'
import { openTunnel, startRemoteProcess, startRemoteStream } from './exec.ts'
import { makeRemoteFolder } from './make-folder.ts'
import { createPendingCalls } from './pending.ts'
import { readRemoteFile } from './read-remote.ts'
import { RemoteError, type Connect, type ConnectSpec, type RemoteConnection } from './remote.ts'
import { createSftpPool } from './sftp-pool.ts'
import { sendRemoteFile } from './send-remote.ts'
import { putRemoteFile, writeRemoteFile } from './write-remote.ts'

const HANDSHAKE_MS = 20_000
/** A line that stays silent for three of these is gone, ms. */
const KEEPALIVE_MS = 5_000

/** AES-GCM runs in Node's own crypto; chacha20 is half as fast without a native module, so it comes last. */
const CIPHERS = [
  'aes128-gcm@openssh.com',
  'aes256-gcm@openssh.com',
  'aes128-ctr',
  'aes256-ctr',
  'chacha20-poly1305@openssh.com',
] as const

/** Connects by SSH with the given key alone (no agent, no password) and to the given host key alone. */
export const connectSsh: Connect = async (spec, signal) => {
  signal.throwIfAborted()
  const client = new ssh2.Client()
  await handshake(client, spec, signal)
  return connectionOver(client)
}

async function handshake(client: Client, spec: ConnectSpec, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  let strangerMet = false
  const onAbort = () => reject(signal.reason)
  const onError = (error: Error) => reject(handshakeError(error, spec, strangerMet))
  const onClose = () => reject(new RemoteError('unreachable', `${address(spec)} closed the connection`))
  // Stays for good: an error event that nobody hears would end the process.
  client.on('error', onError)
  client.once('ready', resolve)
  client.once('close', onClose)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    client.connect(configOf(spec, () => (strangerMet = true)))
    // Without it each question waits some 40 ms for a delayed acknowledgement, from the handshake on.
    client.setNoDelay(true)
    await promise
  } catch (error) {
    client.destroy()
    throw error instanceof RemoteError || signal.aborted ? error : handshakeError(error, spec, strangerMet)
  } finally {
    signal.removeEventListener('abort', onAbort)
    client.off('close', onClose)
  }
}

function configOf(spec: ConnectSpec, onStranger: () => void): ConnectConfig {
  const [type = '', encoded = ''] = spec.hostPublicKey.trim().split(/\s+/)
  const pinned = Buffer.from(encoded, 'base64')
  return {
    host: spec.host,
    port: spec.port,
    username: spec.user,
    privateKey: spec.clientPrivateKey,
    readyTimeout: HANDSHAKE_MS,
    keepaliveInterval: KEEPALIVE_MS,
    keepaliveCountMax: 3,
    // Only the pinned kind is asked for: a host with several keys would show another one.
    algorithms: { cipher: [...CIPHERS], ...(type === 'ssh-ed25519' ? { serverHostKey: [type] } : {}) },
    hostVerifier: (key: Buffer) => {
      const same = pinned.length > 0 && key.equals(pinned)
      if (!same) onStranger()
      return same
    },
  }
}

function handshakeError(error: unknown, spec: ConnectSpec, strangerMet: boolean): RemoteError {
  const message = error instanceof Error ? error.message : String(error)
  if (strangerMet || /no matching host key/i.test(message))
    return new RemoteError('host-key-mismatch', `${address(spec)} does not have the host key it was given`, {
      cause: error,
    })
  if (error instanceof Error && 'level' in error && error.level === 'client-authentication')
    return new RemoteError('login-refused', `${address(spec)} refused our key for ${spec.user}`, { cause: error })
  return new RemoteError('unreachable', `${address(spec)}: ${message}`, { cause: error })
}

const address = ({ host, port }: ConnectSpec): string => `${host}:${port}`

/** A channel carries two megabytes a round trip: a large file is worth several, a picture is not. */
const BYTES_PER_CHANNEL = 8_000_000

function channelsFor(bytes: number): number {
  return Math.max(1, Math.floor(bytes / BYTES_PER_CHANNEL))
}

function connectionOver(client: Client): RemoteConnection {
  const closed = Promise.withResolvers<Error | null>()
  let reason: Error | null = null
  const pending = createPendingCalls(error => {
    reason ??= error
    client.destroy()
  })
  const sftp = createSftpPool(client, pending)
  client.on('error', error => (reason ??= new RemoteError('lost', error.message, { cause: error })))
  client.on('close', () => {
    pending.failAll(reason ?? new RemoteError('lost', 'the SSH connection was closed'))
    closed.resolve(reason)
  })
  return {
    exec: (command, options) => startRemoteProcess(client, pending, command, options),
    stream: (command, signal) => startRemoteStream(client, pending, command, signal),
    tunnel: (port, signal) => openTunnel(client, pending, port, signal),
    writeFile: (path, content, signal) => sftp.use(signal, channel => writeRemoteFile(channel, path, content, signal)),
    putFile: (path, content, signal) => sftp.use(signal, channel => putRemoteFile(channel, path, content, signal)),
    mkdir: (path, signal) => sftp.use(signal, channel => makeRemoteFolder(channel, path, signal)),
    readFile: (path, options) =>
      sftp.useSeveral(channelsFor(options.large === true ? options.maxBytes : 0), options.signal, channels =>
        readRemoteFile(channels, path, options),
      ),
    sendFile: (path, source, signal) =>
      sftp.useSeveral(channelsFor(source.bytes - source.from), signal, channels =>
        sendRemoteFile(channels, path, source, signal),
      ),
    closed: closed.promise,
    close: () => client.destroy(),
  }
}
