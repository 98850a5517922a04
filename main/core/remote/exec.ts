import type { Client, ClientChannel } from 'ssh2'
import type { PendingCalls } from './pending.ts'
import { RemoteError, type ExecOptions, type RemoteProcess } from './remote.ts'
import { shellLine } from './shell-words.ts'

const OPEN_DEADLINE_MS = 30_000
/** What is kept of a command's complaints, characters. */
const MAX_STDERR = 16_384

/** Starts a command on a connection, see `RemoteConnection.exec`. It runs until it ends, the abort, or the link's end. */
export async function startRemoteProcess(
  client: Client,
  pending: PendingCalls,
  command: readonly string[],
  { onStdout, signal }: ExecOptions,
): Promise<RemoteProcess> {
  const line = shellLine(command)
  const what = `run ${command[0] ?? ''}`
  let exited: RemoteProcess['exited'] | null = null
  const channel = await pending.call<ClientChannel>({ what, signal, deadlineMs: OPEN_DEADLINE_MS }, (resolve, reject) =>
    client.exec(line, (error, opened) => {
      if (error) return reject(new RemoteError('remote-failed', `${what}: ${error.message}`, { cause: error }))
      if (signal.aborted) return opened.close()
      // Here and not after the await: output may follow in the same packet.
      exited = whenExited(opened, pending, { what, onStdout, signal })
      resolve(opened)
    }),
  )
  return {
    write: text => void channel.write(text),
    end: () => void channel.end(),
    exited: exited ?? Promise.reject(new RemoteError('lost', `${what}: the channel is gone`)),
  }
}

function whenExited(
  channel: ClientChannel,
  pending: PendingCalls,
  { what, onStdout, signal }: ExecOptions & { what: string },
): RemoteProcess['exited'] {
  let code: number | null = null
  let stderr = ''
  const exited = pending.call<{ code: number | null; stderr: string }>(
    { what, signal, deadlineMs: null },
    (resolve, reject) => {
      channel.on('data', (chunk: Buffer) => {
        if (signal.aborted) return
        try {
          onStdout(chunk)
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)))
          channel.close()
        }
      })
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
