import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import process from 'node:process'
import { createInterface } from 'node:readline'
import { finished } from 'node:stream/promises'
import { Ended } from './wire.ts'

/** What OpenSSH's `ssh` ends with when its connection is the trouble; rsync says so then. */
const NO_CONNECTION = 255

/**
 * What rsync takes for its remote shell: `remote-shell SOCKET HOST WORD…`. It logs in nowhere: the words are run over the
 * connection of whoever listens on the socket, and its exit status is theirs.
 */
export async function remoteShellMain([address, , ...command]: readonly string[]): Promise<never> {
  // rsync tells its shell of trouble in this way, and Node would open its debugger for it.
  process.on('SIGUSR1', () => undefined)
  // rsync may leave first; what is still said to it is of no use then.
  process.stdout.on('error', () => undefined)
  process.stderr.on('error', () => undefined)
  if (address === undefined || command.length === 0)
    return leave(NO_CONNECTION, 'usage: remote-shell SOCKET HOST WORD…')
  try {
    const id = randomUUID()
    const [bytes, end] = await Promise.all([open(address), open(address)])
    end.write(`${JSON.stringify({ follow: id })}\n`)
    bytes.write(`${JSON.stringify({ id, command })}\n`)
    const ended = readEnded(end)
    process.stdin.pipe(bytes)
    bytes.pipe(process.stdout, { end: false })
    bytes.on('error', () => undefined)
    const { code, stderr } = await ended
    // Its other half stays open as long as rsync does, so there is no close to wait for.
    await finished(bytes, { writable: false }).catch(() => undefined)
    return leave(code, stderr)
  } catch (error) {
    return leave(NO_CONNECTION, error instanceof Error ? error.message : String(error))
  }
}

async function open(address: string): Promise<Socket> {
  const socket = createConnection({ path: address, allowHalfOpen: true })
  await once(socket, 'connect')
  return socket
}

async function readEnded(socket: Socket) {
  for await (const line of createInterface({ input: socket })) return Ended.parse(JSON.parse(line))
  throw new Error('the connection ended')
}

/** Not before what was said has gone. */
async function leave(code: number, stderr: string): Promise<never> {
  await new Promise<void>(resolve => process.stderr.write(stderr, () => resolve()))
  await new Promise<void>(resolve => process.stdout.write('', () => resolve()))
  return process.exit(code)
}

if (import.meta.main) await remoteShellMain(process.argv.slice(2))
