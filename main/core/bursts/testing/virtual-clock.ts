import type { Clock } from '../../clock.ts'

/** A clock on which nobody waits: as soon as nothing else is going on, it is later. */
export type VirtualClock = Clock & {
  /** Ends all waiting for good, so that nothing is left behind a test. */
  stop(): void
}

type Sleeper = { readonly at: number; readonly order: number; readonly wake: () => void }

/** So many quiet turns of the event loop mean that whatever was going on now waits. */
const QUIET_TURNS = 6

export function createVirtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let now = start
  let order = 0
  let turns = 0
  let isRunning = false
  let isStopped = false
  const sleepers = new Set<Sleeper>()

  function turn(): void {
    if (isStopped || sleepers.size === 0) {
      isRunning = false
      return
    }
    turns += 1
    if (turns > QUIET_TURNS) wakeNext()
    setImmediate(turn)
  }

  function wakeNext(): void {
    turns = 0
    const next = [...sleepers].reduce((first, other) =>
      other.at < first.at || (other.at === first.at && other.order < first.order) ? other : first,
    )
    sleepers.delete(next)
    now = Math.max(now, next.at)
    next.wake()
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(reasonOf(signal))
      const aborted = () => {
        sleepers.delete(sleeper)
        if (signal) reject(reasonOf(signal))
      }
      const wake = () => {
        signal?.removeEventListener('abort', aborted)
        resolve()
      }
      const sleeper: Sleeper = { at: now + Math.max(0, ms), order: order++, wake }
      signal?.addEventListener('abort', aborted, { once: true })
      sleepers.add(sleeper)
      turns = 0
      if (!isRunning && !isStopped) {
        isRunning = true
        setImmediate(turn)
      }
    })
  }

  return { now: () => now, sleep, stop: () => void (isStopped = true) }
}

function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error('aborted', { cause: reason })
}
