import { execFile, spawn } from 'node:child_process'
import { lstat, rm } from 'node:fs/promises'
import { promisify } from 'node:util'
import { roleCommand } from '../../roles.ts'
import { RemoteError, type RemoteConnection } from '../../remote/remote.ts'
import { DiskFullError } from '../disk-full.ts'
import type { LineLimit } from '../line-limit.ts'
import { openShellSocket } from './shell-socket.ts'

/** rsync's own talk beside the file: its greeting, its list of files, checksums; a share of the file, and a floor. */
const OVERHEAD = { share: 0.01, bytes: 262_144 }
/** A line on which nothing moves for so long, seconds. */
const SILENCE_SECONDS = 60

/** rsync where it is there on both ends, over a connection that is there already. */
export type Rsync = {
  /** Fetches one file to `file`, absolute, going on behind what is there; at most so many bytes. */
  fetch(remotePath: string, file: string, options: MoveOptions): Promise<void>
  /** Sends one file, absolute, going on behind what is there. */
  send(file: string, remotePath: string, options: MoveOptions): Promise<void>
}

export type MoveOptions = {
  readonly bytes: number
  readonly line: LineLimit
  /** Bytes that went over the line, those of rsync's own talk too. */
  readonly onMoved: (bytes: number) => void
  readonly signal: AbortSignal
}

export type FindRsync = (connection: RemoteConnection, signal: AbortSignal) => Promise<Rsync | null>

/** Null where rsync is missing here or there, or is another program of that name; and where sockets are no files. */
export const findRsync: FindRsync = async (connection, signal) => {
  if (!(await hasRsync()) || !(await isThere(connection, signal))) return null
  return {
    fetch: async (remotePath, file, options) => {
      await move(connection, 'down', [`--max-size=${options.bytes}`, remote(remotePath), file], options)
      await assertOneFile(file)
    },
    send: async (file, remotePath, options) => await move(connection, 'up', [file, remote(remotePath)], options),
  }
}

/** Whether this computer has it. macOS brings another program of that name, which lacks what is needed. */
export async function hasRsync(): Promise<boolean> {
  if (process.platform === 'win32') return false
  const told = await promisify(execFile)('rsync', ['--version']).catch(() => null)
  return told !== null && VERSION.test(told.stdout)
}

/** With `--secluded-args` and `--append` as they are used here. */
const VERSION = /^rsync +version [3-9]/

async function isThere(connection: RemoteConnection, signal: AbortSignal): Promise<boolean> {
  let told = ''
  const asked = await connection.exec(['rsync', '--version'], {
    onStdout: chunk => void (told += String(chunk)),
    signal,
  })
  asked.end()
  return (await asked.exited).code === 0 && VERSION.test(told)
}

/**
 * Always below the login folder or from the root on, so that no name is taken for an option or a host; and no pattern:
 * rsync takes backslashes out of names that look like one, and out of no others.
 */
function remote(path: string): string {
  const plain = /[*?[]/.test(path) ? path.replaceAll(/[\\*?[]/g, String.raw`\$&`) : path
  return `burst:${plain.startsWith('/') ? plain : `./${plain}`}`
}

async function move(
  connection: RemoteConnection,
  way: 'up' | 'down',
  ends: readonly string[],
  { bytes, line, onMoved, signal }: MoveOptions,
): Promise<void> {
  const most = bytes * (1 + OVERHEAD.share) + OVERHEAD.bytes
  let moved = 0
  const shell = await openShellSocket({
    connection,
    signal,
    async pass(passing, count) {
      if (passing !== way) return
      moved += count
      // Whatever it claimed: what comes is counted, and more than was journaled is not taken.
      if (moved > most) throw new RemoteError('too-large', `more than ${bytes} bytes came`)
      onMoved(count)
      await line.take(count, signal)
    },
  })
  try {
    const args = ['--secluded-args', '--inplace', '--append', `--timeout=${SILENCE_SECONDS}`]
    const { code, stderr } = await run([...args, '--rsh', shellWords(shell.address), ...ends], signal)
    signal.throwIfAborted()
    const fault = shell.fault()
    if (fault instanceof RemoteError) throw fault
    if (code !== 0) throw failure(way, code, stderr)
  } finally {
    await shell.close()
  }
}

/** As rsync takes it apart: at blanks, unless they are within quotes; a quote within is written twice. */
function shellWords(address: string): string {
  return [...roleCommand('remote-shell'), address].map(word => `"${word.replaceAll('"', '""')}"`).join(' ')
}

async function run(args: readonly string[], signal: AbortSignal): Promise<{ code: number; stderr: string }> {
  const child = spawn('rsync', args, { stdio: ['ignore', 'ignore', 'pipe'], signal, killSignal: 'SIGTERM' })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4000)))
  // An abort is told so too; the close follows it.
  child.on('error', () => undefined)
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  return { code: code ?? -1, stderr }
}

/** By rsync's exit values: 23 is a part that could not be moved, 12 and 255 are the connection. */
function failure(way: 'up' | 'down', code: number, stderr: string): Error {
  const message = `rsync ended with ${code}: ${stderr.trim()}`
  if (way === 'down' && /No space left on device/.test(stderr)) return new DiskFullError(message)
  if (code === 23 && /No such file/.test(stderr)) return new RemoteError('missing-file', message)
  if ([10, 12, 30, 35, 255].includes(code)) return new RemoteError('lost', message)
  return new RemoteError('remote-failed', message)
}

/** What a far side made of it that is not one plain file is taken away, and was never anything of ours. */
async function assertOneFile(file: string): Promise<void> {
  const found = await lstat(file).catch(() => null)
  if (found?.isFile()) return
  if (found) await rm(file, { recursive: true, force: true })
  throw new RemoteError(found ? 'remote-failed' : 'too-large', `no plain file of the expected size came for ${file}`)
}
