import type { Clock } from '../../clock.ts'
import type { Announcer } from '../announcer.ts'
import type { WatchdogTools } from '../watch.ts'

/** A watchdog's tools where everything runs on one clock, nothing is limited, and every end may come at once. */
export function watchTools(
  clock: Pick<Clock, 'now' | 'sleep'>,
): Omit<WatchdogTools, 'providers' | 'identity' | 'stateOfAttempt'> {
  return {
    endByOfAttempt: () => Infinity,
    isUsed: () => true,
    limits: () => ({ lifetimeMs: Infinity, bootMs: null, cost: null, orphanMs: null }),
    inAccount: money => money,
    announcer: UNANNOUNCED,
    tell: () => undefined,
    alarm: () => undefined,
    endLane: () => false,
    mayRunAt: () => false,
    adopted: () => [],
    chargeAdopted: () => undefined,
    rest: async (ms, signal) => await clock.sleep(ms, signal),
    wallNow: () => clock.now(),
    log: () => undefined,
  }
}

const UNANNOUNCED: Announcer = { mayEnd: () => true, withdraw: () => undefined, keep: () => [], pending: () => [] }
