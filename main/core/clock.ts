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
