import { setTimeout as delay } from 'node:timers/promises'
import type { Profile, SpeedChange } from './profile.ts'

/** The sandbox's clock, which may run faster than life and change its speed while somebody waits. */
export interface SimClock {
  /** Milliseconds since 1970 on the sandbox's clock, with fractions. */
  now(): number
  speed(): number
  /** Waits until the clock shows `instant`; resolves early, without a word, when the signal aborts. */
  sleepUntil(instant: number, signal: AbortSignal): Promise<void>
  change(change: SpeedChange): void
}

/** No wait is longer than this, so that a change of speed is noticed. */
const SLICE_MS = 200

export function createSimClock(profile: Pick<Profile, 'speed' | 'anchorReal' | 'anchorSim'>): SimClock {
  const started = realNow()
  let speed = profile.speed
  let anchorReal = profile.anchorReal ?? started
  let anchorSim = profile.anchorSim ?? started
  const now = () => anchorSim + (realNow() - anchorReal) * speed
  return {
    now,
    speed: () => speed,
    change: change => {
      anchorSim = change.anchorSim ?? now()
      anchorReal = change.anchorReal ?? realNow()
      speed = change.speed
    },
    sleepUntil: async (instant, signal) => {
      while (!signal.aborted) {
        const realMs = (instant - now()) / speed
        if (realMs < 0.5) return
        await delay(Math.min(realMs, SLICE_MS), undefined, { signal }).catch(() => undefined)
      }
    },
  }
}

/** Finer than Date.now(): at thousandfold speed a millisecond is a second. */
function realNow(): number {
  return performance.timeOrigin + performance.now()
}
