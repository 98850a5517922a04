import type { BurstContext } from './context.ts'

/** How long something may take: on the provider's clock, and at least this long in real time. */
export type Patience = {
  readonly ms: number
  /**
   * The sandbox's clock may run a thousand times faster than life, while its instances are real processes on a real
   * computer: a second of life must not be taken for a quarter of an hour of silence.
   */
  readonly realMs: number
}

export type Wait = { isOver(): boolean }

/** Begins to wait for something that is due since `since` (ms on the provider's clock). */
export function waitSince(context: BurstContext, since: number, patience: Patience): Wait {
  const began = context.wallNow()
  return {
    isOver: () =>
      context.provider.facts.clock.now() - since > patience.ms && context.wallNow() - began > patience.realMs,
  }
}
