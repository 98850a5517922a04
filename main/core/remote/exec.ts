import type { Client, ClientChannel } from 'ssh2'
import type { PendingCalls } from './pending.ts'
import { RemoteError, type ExecOptions, type RemoteProcess, type RemoteStream } from './remote.ts'
import { shellLine } from './shell-words.ts'

const OPEN_DEADLINE_MS = 30_000
/** What is kept of a command's complaints, characters. */
const MAX_STDERR = 16_384

/** Starts a command whose bytes the caller carries, see `RemoteConnection.stream`. */
export async function startRemoteStream(
  client: Client,
  pending: PendingCalls,
  command: readonly string[],
  signal: AbortSignal,
): Promise<RemoteStream> {
  const what = `run ${command[0] ?? ''}`
  let exited: RemoteProcess['exited'] | null = null
  const bytes = await openChannel(client, pending, { command, what, signal }, channel => {
    exited = whenExited(channel, pending, { what, onStdout: null, signal })
  })
  return { bytes, exited: exited ?? Promise.reject(new RemoteError('lost', `${what}: the channel is gone`)) }
}

/** Starts a command on a connection, see `RemoteConnection.exec`. It runs until it ends, the abort, or the link's end. */
export async function startRemoteProcess(
  client: Client,
  pending: PendingCalls,
  command: readonly string[],
  { onStdout, signal: asked, deadlineMs }: ExecOptions,
): Promise<RemoteProcess> {
  const signal = withDeadline(asked, deadlineMs, command)
  const what = `run ${command[0] ?? ''}`
  let exited: RemoteProcess['exited'] | null = null
  const channel = await openChannel(client, pending, { command, what, signal }, opened => {
    exited = whenExited(opened, pending, { what, onStdout, signal })
  })
  return {
    write: text => void channel.write(text),
    end: () => void channel.end(),
    exited: exited ?? Promise.reject(new RemoteError('lost', `${what}: the channel is gone`)),
  }
}

function withDeadline(signal: AbortSignal, ms: number | undefined, command: readonly string[]): AbortSignal {
  if (ms === undefined) return signal
  const late = new AbortController()
  const error = new RemoteError('remote-failed', `run ${command[0] ?? ''}: not done within ${ms / 1000} s`)
  const timer = setTimeout(() => late.abort(error), ms)
  // It must not keep the process alive for a command that has long ended.
  timer.unref()
  return AbortSignal.any([signal, late.signal])
}

type Opening = { readonly command: readonly string[]; readonly what: string; readonly signal: AbortSignal }

/** `opened` is told at once and not after an await: output may follow in the same packet. */
async function openChannel(
  client: Client,
  pending: PendingCalls,
  { command, what, signal }: Opening,
  opened: (channel: ClientChannel) => void,
): Promise<ClientChannel> {
  const line = shellLine(command)
  return await pending.call<ClientChannel>({ what, signal, deadlineMs: OPEN_DEADLINE_MS }, (resolve, reject) =>
    client.exec(line, (error, channel) => {
      if (error) return reject(new RemoteError('remote-failed', `${what}: ${error.message}`, { cause: error }))
      if (signal.aborted) return channel.close()
      opened(channel)
      resolve(channel)
    }),
  )
}

type Watched = {
  readonly what: string
  readonly onStdout: ExecOptions['onStdout'] | null
  readonly signal: AbortSignal
}

/** Without `onStdout` the output is somebody else's, who also ends the input. */
function whenExited(
  channel: ClientChannel,
  pending: PendingCalls,
  { what, onStdout, signal }: Watched,
): RemoteProcess['exited'] {
  let code: number | null = null
  let stderr = ''
  const exited = pending.call<{ code: number | null; stderr: string }>(
    { what, signal, deadlineMs: null },
    (resolve, reject) => {
      if (onStdout) channel.on('data', (chunk: Buffer) => handOn(channel, chunk, { onStdout, signal, reject }))
      channel.stderr.on('data', (chunk: Buffer) => {
        if (stderr.length < MAX_STDERR) stderr = (stderr + chunk.toString('utf8')).slice(0, MAX_STDERR)
      })
      channel.on('exit', (status: number | null) => (code = status))
      // Without our own end the other side's close never comes.
      channel.on('end', () => channel.end())
      channel.on('error', (error: Error) =>
        reject(new RemoteError('lost', `${what}: ${error.message}`, { cause: error })),
      )
      channel.on('close', () => {
        if (code !== null) return resolve({ code, stderr })
        // Ended by a signal, or the whole connection is gone: that is told right after its channels closed.
        setImmediate(() => resolve({ code, stderr }))
      })
    },
  )
  // Whoever started the command may have no use for its end.
  exited.catch(() => undefined)
  const stop = () => channel.close()
  signal.addEventListener('abort', stop, { once: true })
  channel.on('close', () => signal.removeEventListener('abort', stop))
  return exited
}

function handOn(
  channel: ClientChannel,
  chunk: Buffer,
  { onStdout, signal, reject }: ExecOptions & { readonly reject: (error: Error) => void },
): void {
  if (signal.aborted) return
  try {
    onStdout(chunk)
  } catch (error) {
    reject(error instanceof Error ? error : new Error(String(error)))
    channel.close()
  }
}

/** Opens a way to a port of the instance's loopback, see `RemoteConnection.tunnel`. */
export async function openTunnel(
  client: Client,
  pending: PendingCalls,
  port: number,
  signal: AbortSignal,
): Promise<ClientChannel> {
  const what = `tunnel to port ${port}`
  const channel = await pending.call<ClientChannel>({ what, signal, deadlineMs: OPEN_DEADLINE_MS }, (resolve, reject) =>
    client.forwardOut('127.0.0.1', 0, '127.0.0.1', port, (error, opened) =>
      error ? reject(new RemoteError('remote-failed', `${what}: ${error.message}`, { cause: error })) : resolve(opened),
    ),
  )
  // Without our own end the other side's close never comes.
  channel.on('end', () => channel.end())
  const close = () => channel.destroy()
  signal.addEventListener('abort', close, { once: true })
  channel.on('close', () => signal.removeEventListener('abort', close))
  return channel
}
