import type { Clock } from '../clock.ts'

/** How long something may take: on the provider's clock, and at least this long in real time. */
export type Patience = {
  readonly ms: number
  /**
   * The sandbox's clock may run a thousand times faster than life, while its instances are real processes on a real
   * computer: a second of life must not be taken for a quarter of an hour of silence.
   */
  readonly realMs: number
}

/** The two clocks that a wait is measured on, as a burst's context has them. */
export type Clocks = {
  readonly provider: { readonly facts: { readonly clock: Pick<Clock, 'now'> } }
  readonly wallNow: () => number
}

export type Wait = { isOver(): boolean }

/** Nobody looks this rarely while the computer is awake, real milliseconds. */
const ASLEEP_MS = 120_000

/**
 * Begins to wait, for as long as somebody looks whether it is over.
 *
 * A long time between two looks is not counted: this computer slept, and what was waited for went on meanwhile.
 */
export function startWait({ provider, wallNow }: Clocks, patience: Patience): Wait {
  const { clock } = provider.facts
  const waited = { ms: 0, realMs: 0 }
  let last = { at: clock.now(), wall: wallNow() }
  return {
    isOver() {
      const now = { at: clock.now(), wall: wallNow() }
      if (now.wall - last.wall < ASLEEP_MS) {
        waited.ms += now.at - last.at
        waited.realMs += now.wall - last.wall
      }
      last = now
      return waited.ms > patience.ms && waited.realMs > patience.realMs
    },
  }
}
