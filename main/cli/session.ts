import { homeAt, type Home } from '../core/home.ts'
import { isAtRest } from './burst-states.ts'
import type { Outcome } from './exit-codes.ts'
import { homeDir } from '../core/usual-home.ts'
import type { Face, FaceMode, Host } from './host.ts'

export type GlobalFlags = { readonly json?: true; readonly home?: string }

/** What one command works with: the host, the home it is about, and the one way to say a result. */
export type Session = {
  readonly host: Host
  readonly home: Home
  readonly json: boolean
  /** The result, on stdout: one JSON document, or text that is only built when somebody reads it. */
  result(document: unknown, text: () => string): void
  /** Something to know on the way, on stderr. */
  note(text: string): void
  /** Opens a way into the engine for as long as `use` lasts. */
  withFace<T>(mode: FaceMode, use: (face: Face) => Promise<T>): Promise<T>
}

/** A command's work; the arguments are those that the parser read. */
export type Action<A extends unknown[]> = (session: Session, ...args: A) => Promise<Outcome>
/** Makes the parser's callback of an action. */
export type Bind = <A extends unknown[]>(action: Action<A>) => (...args: A) => Promise<void>

export function openSession(host: Host, flags: GlobalFlags): Session {
  const { terminal, env, platform, userFolder, cwd } = host
  const home = homeAt(homeDir({ flag: flags.home, env, platform, userFolder, cwd }))
  const json = flags.json === true
  return {
    host,
    home,
    json,
    result: (document, text) => terminal.out(json ? `${JSON.stringify(document, null, 2)}\n` : withNewline(text())),
    note: text => terminal.err(withNewline(text)),
    withFace: async (mode, use) => {
      const work = withFace(host, home, mode, use)
      // What only looks may be dropped at once; what drives ends in its own good way.
      return await (mode === 'look' ? unlessInterrupted(work, host.interrupts.first) : work)
    },
  }
}

async function unlessInterrupted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const settled = new AbortController()
  const interrupted = new Promise<never>((_, reject) => {
    const stop = () => reject(asError(signal.reason))
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true, signal: settled.signal })
  })
  try {
    return await Promise.race([work, interrupted])
  } finally {
    settled.abort()
    work.catch(() => undefined)
  }
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason))
}

async function withFace<T>(host: Host, home: Home, mode: FaceMode, use: (face: Face) => Promise<T>): Promise<T> {
  const face = await host.engines.open(home, mode)
  let left = 0
  try {
    const value = await use(face)
    if (mode === 'drive' && face.owned) left = await countUnfinished(face)
    return value
  } finally {
    await face.close()
    if (left > 0) leaveEngine(host, home, left)
  }
}

/** Other terminals may have started bursts in the engine that this command was: they must not stand still. */
function leaveEngine(host: Host, home: Home, unfinished: number): void {
  host.engines.spawn(home)
  host.terminal.err(`${unfinished === 1 ? 'A burst is' : `${unfinished} bursts are`} unfinished: an engine goes on.\n`)
}

async function countUnfinished({ api }: Face): Promise<number> {
  return (await api.call('bursts.list', undefined)).filter(burst => !isAtRest(burst)).length
}

function withNewline(text: string): string {
  return text.endsWith('\n') || text === '' ? text : `${text}\n`
}
