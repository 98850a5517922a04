import type { Readable, Writable } from 'node:stream'
import { constants } from 'node:os'
import type { ServerChannel, Session } from 'ssh2'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import type { Children, Command } from '../children.ts'

/** What a program gets to end by itself when nobody listens any more, real ms. */
const GRACE_MS = 2000
const NOT_FOUND = 127
/** The signals that SSH has a name for (RFC 4254, 6.10). */
const TOLD_BY_NAME = new Set(
  ['ABRT', 'ALRM', 'FPE', 'HUP', 'ILL', 'INT', 'KILL', 'PIPE', 'QUIT', 'SEGV', 'TERM', 'USR1', 'USR2'].map(
    name => `SIG${name}`,
  ),
)

/** Runs a program on a channel until it ends; when `gone` aborts it gets a moment to notice. */
export function serveProgram(
  session: Session,
  channel: ServerChannel,
  command: Command,
  children: Children,
  gone: AbortSignal,
): void {
  const child = children.start(command)
  const say = createMouth(channel)
  say(child.stdout, channel)
  say(child.stderr, channel.stderr)
  channel.on('error', () => undefined)
  feed(channel, child)
  session.on('signal', (_accept, _reject, { name }) => {
    const signal = signalOf(name)
    if (signal) children.signal(child, signal)
  })
  child.once('error', error => refuseProgram(channel, error.message))
  const abandon = () => leaveAlone(child, children)
  gone.addEventListener('abort', abandon, { once: true })
  child.once('close', (code, signal) => {
    gone.removeEventListener('abort', abandon)
    // A program that could not be started has been told of already.
    if (child.pid !== undefined) say.last(() => tellEnd(channel, code, signal))
  })
}

/** Ends a channel as a shell does that does not find the program. */
export function refuseProgram(channel: ServerChannel, text: string): void {
  channel.stderr.write(`${text}\n`)
  channel.exit(NOT_FOUND)
  channel.end()
}

function tellEnd(channel: ServerChannel, code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) channel.exit(code ?? 0)
  else if (TOLD_BY_NAME.has(signal)) channel.exit(signal)
  else channel.exit(128 + constants.signals[signal])
  channel.end()
}

/** As sshd does it: its ends of the pipes are closed, and most programs end for that. */
function leaveAlone(child: ChildProcessWithoutNullStreams, children: Children): void {
  child.stdin.end()
  child.stdout.destroy()
  child.stderr.destroy()
  const timer = setTimeout(() => children.signal(child, 'SIGKILL'), GRACE_MS)
  child.once('exit', () => clearTimeout(timer))
}

/** What a program does not read any more is thrown away, so that the channel's end is seen behind it. */
function feed(channel: ServerChannel, child: ChildProcessWithoutNullStreams): void {
  channel.pipe(child.stdin)
  child.stdin.once('close', () => {
    channel.unpipe(child.stdin)
    channel.resume()
  })
}

/**
 * Output and complaints of a program share one window, and ssh2 forgets one of two writers that wait for it: so only
 * one waits at a time, and leaves nothing behind for the next one's turn.
 */
function createMouth(channel: ServerChannel) {
  let turn: Promise<void> = Promise.resolve()
  const pass = async (before: Promise<void>, sink: Writable, chunk: Buffer) => {
    await before
    await written(sink, chunk)
    forgetWritten(channel)
  }
  const say = (source: Readable, sink: Writable) => {
    source.on('data', chunk => {
      source.pause()
      turn = pass(turn, sink, chunk)
      void turn.then(() => source.resume())
    })
  }
  say.last = (what: () => void) => void turn.then(what)
  return say
}

async function written(sink: Writable, chunk: Buffer): Promise<void> {
  await new Promise<void>(resolve => sink.write(chunk, () => resolve()))
}

/**
 * What waited for the window stays in ssh2 1.17's channel after it was sent. When the other way out waits next, it
 * would be sent again in its place, and its callback called twice, which ends the channel.
 */
function forgetWritten(channel: ServerChannel): void {
  Object.assign(channel, { _chunk: undefined, _chunkcb: undefined, _chunkErr: undefined, _chunkcbErr: undefined })
}

function signalOf(name: string): NodeJS.Signals | null {
  const wanted = `SIG${name}`
  return isSignal(wanted) ? wanted : null
}

function isSignal(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name)
}
