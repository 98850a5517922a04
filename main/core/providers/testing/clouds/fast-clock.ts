import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../../clock.ts'

export type FastClock = Clock & {
  readonly speed: number
  /** Ends all waiting for good: who waits then waits for ever, or until the signal says otherwise. */
  stop(): void
}

/** Real time, only faster: for what waits on real servers and must not wait as long as a provider lets one wait. */
export function createFastClock(speed: number): FastClock {
  const began = Date.now()
  const stopped = new AbortController()
  const forEver = async (signal?: AbortSignal) =>
    await new Promise<void>((_resolve, reject) => {
      signal?.addEventListener(
        'abort',
        () => reject(signal.reason instanceof Error ? signal.reason : new Error('aborted')),
        {
          once: true,
        },
      )
    })
  return {
    speed,
    now: () => began + (Date.now() - began) * speed,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted()
      const either = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal
      try {
        await delay(Math.max(0, ms / speed), undefined, { signal: either })
      } catch {
        signal?.throwIfAborted()
        await forEver(signal)
      }
    },
    stop: () => stopped.abort(),
  }
}
