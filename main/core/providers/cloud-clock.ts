import { systemClock, type Clock } from '../clock.ts'

/** A clock that is set by what servers say, and by nothing else. */
export type CloudClock = Clock & Required<Pick<Clock, 'heard'>>

/** A header counts whole seconds, and travels for a while. */
const EXACT_TO_MS = 3000
/** What a server says beyond this is no time of day. */
const BELIEVABLE_MS = 400 * 86_400_000

/**
 * The time of the clouds, on which rents are counted and instances end.
 *
 * This computer's own clock is where it begins, and may jump afterwards: somebody sets it, a daylight saving is got wrong,
 * a dual boot leaves it an hour off. So it goes on by the counter that never jumps, which stands still while the computer
 * sleeps; and the next answer of any server puts it right.
 */
export function createCloudClock(
  wallNow: () => number = Date.now,
  steadyNow: () => number = () => performance.now(),
  sleep: Clock['sleep'] = async (ms, signal) => await systemClock.sleep(ms, signal),
): CloudClock {
  let offset = wallNow() - steadyNow()
  const now = () => steadyNow() + offset
  return {
    now,
    sleep,
    heard(serverMs) {
      const behind = serverMs - now()
      if (Math.abs(behind) > EXACT_TO_MS && Math.abs(behind) < BELIEVABLE_MS) offset += behind
    },
  }
}
