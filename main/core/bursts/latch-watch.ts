/** Kill-all may be pressed in another process: so often the stop latch is looked at, real milliseconds. */
const LOOK_MS = 1000

export type LatchDeps = {
  readonly isStopped: () => boolean
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: (message: string, details?: unknown) => void
}

/** Calls back at every look at which the latch is set, until the signal aborts. */
export async function watchLatch(
  { isStopped, rest, log }: LatchDeps,
  signal: AbortSignal,
  onStopped: () => void,
): Promise<void> {
  while (await isRested(rest, signal)) {
    try {
      if (isStopped()) onStopped()
    } catch (error) {
      log('the stop latch could not be followed', error)
    }
  }
}

async function isRested(rest: LatchDeps['rest'], signal: AbortSignal): Promise<boolean> {
  await rest(LOOK_MS, signal).catch(() => undefined)
  return !signal.aborted
}
