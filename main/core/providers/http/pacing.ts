import type { Clock } from '../../clock.ts'

/** One rule of a provider: no two calls of a family closer than this, ms. */
export type Pace = {
  readonly family: string
  readonly intervalMs: number
  /**
   * Where the provider counts calls over a while and not the time between two: so many that end a cost may leave at once,
   * within the time that as many would take.
   */
  readonly urgentAtOnce?: number
}

export interface Pacer {
  /** Resolves when a call may leave; those that end a cost go first. Rejects with the signal's reason. */
  turn(paces: readonly Pace[], isUrgent: boolean, signal: AbortSignal): Promise<void>
}

/**
 * Keeps calls apart as a provider wants it: one that is refused for haste would let a machine run on.
 *
 * While an order to end waits for its turn, nothing else leaves.
 */
export function createPacer(clock: Clock): Pacer {
  const lastLeft = new Map<string, number>()
  /** When urgent ones left at once, by family; the oldest first. */
  const hurried = new Map<string, number[]>()
  let urgentOnes = 0

  function mayHurry({ family, intervalMs, urgentAtOnce = 0 }: Pace): boolean {
    const since = clock.now() - intervalMs * urgentAtOnce
    const recent = (hurried.get(family) ?? []).filter(at => at > since)
    hurried.set(family, recent)
    return recent.length < urgentAtOnce
  }

  const dueIn = (paces: readonly Pace[], isUrgent: boolean) =>
    Math.max(
      0,
      ...paces.map(pace =>
        isUrgent && mayHurry(pace) ? 0 : (lastLeft.get(pace.family) ?? -Infinity) + pace.intervalMs - clock.now(),
      ),
    )

  async function wait(paces: readonly Pace[], isUrgent: boolean, signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted()
      const due = dueIn(paces, isUrgent)
      const mayGo = isUrgent || urgentOnes === 0
      if (due <= 0 && mayGo) break
      await clock.sleep(mayGo ? due : Math.max(due, shortest(paces)), signal)
    }
    for (const { family } of paces) {
      lastLeft.set(family, clock.now())
      if (isUrgent) hurried.get(family)?.push(clock.now())
    }
  }

  return {
    async turn(paces, isUrgent, signal) {
      if (isUrgent) urgentOnes += 1
      try {
        await wait(paces, isUrgent, signal)
      } finally {
        if (isUrgent) urgentOnes -= 1
      }
    },
  }
}

/** For one that stands back: until it may be worth another look. */
function shortest(paces: readonly Pace[]): number {
  return Math.max(1, Math.min(...paces.map(({ intervalMs }) => intervalMs)))
}
