import { setTimeout as delay } from 'node:timers/promises'

/**
 * Time, passed in.
 *
 * Everything that waits for or measures a provider asks that provider's clock, because the sandbox's clock can run
 * faster than life. `now` is milliseconds since 1970 on that clock; `sleep` takes milliseconds on that clock.
 */
export interface Clock {
  now(): number
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** A server has just said what time it is, ms since 1970 or not a number; absent where the clock wants to hear of none. */
  readonly heard?: (serverMs: number) => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) => {
    await delay(Math.max(0, ms), undefined, signal ? { signal } : {})
  },
}

/** The instant as ISO 8601 UTC, the form of every published time. */
export function isoInstant(ms: number): string {
  return new Date(ms).toISOString()
}
