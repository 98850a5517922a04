import { setTimeout as delay } from 'node:timers/promises'
import type { SimClock } from '../comfyui/sim-clock.ts'

/** However fast the clock runs, a program that dies at once must not be started in a loop without rest; real ms. */
const SHORTEST_REAL_MS = 50

/** Waits this long on the sandbox's clock, and a moment in real life; ends early when the signal aborts. */
export async function pause(clock: SimClock, simMs: number, signal: AbortSignal): Promise<void> {
  await Promise.all([clock.sleepUntil(clock.now() + simMs, signal), rest(SHORTEST_REAL_MS, signal)])
}

/** Real ms; ends early when the signal aborts. */
export async function rest(realMs: number, signal: AbortSignal): Promise<void> {
  await delay(realMs, undefined, { signal }).catch(() => undefined)
}
