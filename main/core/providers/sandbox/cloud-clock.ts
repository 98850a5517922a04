import { setTimeout as delay } from 'node:timers/promises'
import type { Clock } from '../../clock.ts'
import { readOrStartClock, realNow, simAt, type ClockFile } from './clock-file.ts'
import { makeSandboxFolder, type SandboxFiles } from './files.ts'

/** The practice cloud's clock as its clients see it. */
export interface CloudClock extends Clock {
  speed(): number
  /** Looks at once whether the speed was changed. */
  refresh(): void
}

/** The speed may be changed by another process: how long that may go unnoticed, real ms. */
const FRESH_MS = 200

export function createCloudClock(files: SandboxFiles, configuredSpeed: number | null): CloudClock {
  let known: ClockFile | null = null
  let readAt = 0
  let latest = 0
  const read = () => {
    makeSandboxFolder(files)
    known = readOrStartClock(files.clock, configuredSpeed)
    readAt = realNow()
    return known
  }
  const current = () => (known && realNow() - readAt < FRESH_MS ? known : read())
  const now = () => {
    // A slower speed noticed late must not turn time back.
    latest = Math.max(latest, simAt(current(), realNow()))
    return latest
  }
  return {
    now,
    speed: () => current().speed,
    refresh: () => void read(),
    sleep: async (ms, signal) => {
      const until = now() + ms
      for (;;) {
        signal?.throwIfAborted()
        const realMs = (until - now()) / current().speed
        if (realMs <= 0) return
        await slice(Math.min(realMs, FRESH_MS), signal)
      }
    },
  }
}

/** Ends early, without a word, when the signal aborts. */
async function slice(realMs: number, signal: AbortSignal | undefined): Promise<void> {
  await delay(realMs, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    if (!signal?.aborted) throw error
  })
}
