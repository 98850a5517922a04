import { streamSchemas } from '../../common/contract-schemas.ts'
import type { StreamEvent, StreamInput, StreamName } from '../../common/contract.ts'
import type { BurstError } from '../../common/errors.ts'
import { fromWireError } from '../../common/wire-errors.ts'
import { BEAT_MS, StreamsLine, WireReply, type StreamsAsked } from '../../common/wire.ts'
import { linesOf } from './lines.ts'

/** A stream that is silent for so long has nobody behind it any more, ms. */
const SILENCE_MS = 2.5 * BEAT_MS
const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 2000

export type SharedStreamOptions = {
  /** Asks for all of them at once. */
  readonly open: (asked: StreamsAsked, signal: AbortSignal) => Promise<Response>
  /** Why asking again is no use; null while it is. */
  readonly refused: () => BurstError | null
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
}

type Follower = {
  readonly asked: () => StreamsAsked[number]
  readonly take: (event: unknown) => void
  readonly end: (error: unknown) => void
}

/**
 * Everything that a window follows, over one connection: a browser has six of them to this server for all windows
 * together, and calls and pictures need theirs.
 *
 * The connection is made anew when it breaks, and when something is followed more or less; a record goes on behind the
 * last event that was seen, other streams begin anew with what is.
 */
export function createSharedStream({ open, refused, rest }: SharedStreamOptions) {
  const followers = new Set<Follower>()
  let connection = new AbortController()
  let running = false
  let pause = FIRST_PAUSE_MS
  let heard = false
  let failed = false

  /** Whoever comes and goes in the same moment does so together. */
  function changed(): void {
    connection.abort()
    connection = new AbortController()
    if (!running) void run()
  }

  async function run(): Promise<void> {
    running = true
    // The others of this moment come first.
    await Promise.resolve()
    while (followers.size > 0) {
      const { signal } = connection
      heard = false
      failed = false
      await listen([...followers], signal).catch(() => undefined)
      // A stream that fails each time must not have the others begin anew without a pause.
      if (heard && !failed) pause = FIRST_PAUSE_MS
      const refusal = refused()
      if (refusal) for (const follower of followers) leave(follower, refusal)
      else if (!signal.aborted) {
        await rest(pause, signal).catch(() => undefined)
        pause = Math.min(LONGEST_PAUSE_MS, pause * 2)
      }
    }
    running = false
  }

  async function listen(followed: readonly Follower[], changing: AbortSignal): Promise<void> {
    const silence = new AbortController()
    const signal = AbortSignal.any([changing, silence.signal])
    let timer = setTimeout(() => silence.abort(), SILENCE_MS)
    try {
      const response = await open(
        followed.map(({ asked }) => asked()),
        signal,
      )
      if (response.headers.get('content-type')?.startsWith('application/json')) {
        const reply = WireReply.parse(await response.json())
        if (!reply.ok) throw fromWireError(reply.error)
      }
      if (!response.body) return
      for await (const text of linesOf(response.body)) {
        clearTimeout(timer)
        timer = setTimeout(() => silence.abort(), SILENCE_MS)
        if (signal.aborted) return
        take(StreamsLine.parse(JSON.parse(text)), followed)
      }
    } finally {
      clearTimeout(timer)
      silence.abort()
    }
  }

  function take(line: StreamsLine, followed: readonly Follower[]): void {
    if (!('stream' in line)) return
    const follower = followed[line.stream]
    if (!follower || !followers.has(follower)) return
    if ('event' in line) {
      heard = true
      return follower.take(line.event)
    }
    failed = true
    const error = fromWireError(line.error)
    // What was asked wrongly stays wrong; anything else may be better the next time.
    if (error.exit !== 'usage') throw error
    leave(follower, error)
  }

  function leave(follower: Follower, error?: unknown): void {
    if (followers.delete(follower)) follower.end(error)
  }

  return async function subscribe<K extends StreamName>(
    name: K,
    input: StreamInput<K>,
    listener: (event: StreamEvent<K>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return
    let next = input
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const follower: Follower = {
      asked: () => ({ name, input: next }),
      take(raw) {
        const event: StreamEvent<K> = streamSchemas[name].event.parse(raw)
        if (name === 'events' && 'seq' in event) next = { ...input, since: event.seq }
        listener(event)
      },
      end: error => (error === undefined ? resolve() : reject(error)),
    }
    const stop = () => {
      leave(follower)
      changed()
    }
    signal.addEventListener('abort', stop, { once: true })
    followers.add(follower)
    changed()
    await promise.finally(() => signal.removeEventListener('abort', stop))
  }
}
