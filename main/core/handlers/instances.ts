import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Provider } from '../providers/provider.ts'
import { endByOfAttempt } from '../storage/lane-ends.ts'
import { burstOfAttempt } from '../storage/ledger-store.ts'
import { listInstances } from '../watchdog/instances.ts'
import { killAll, killInstance } from '../watchdog/kill.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'providers' | 'identity' | 'latch' | 'service' | 'wallNow'>

/** A call gives up the proof after this much real time, ms; what is not proven is reported. */
const KILL_BUDGET_MS = 10 * 60_000

export function instanceHandlers({ db, providers, identity, latch, service, wallNow }: Needed) {
  /** To ask nobody would look like a clean end. */
  function meant(name: string | undefined): readonly Provider[] {
    const known = providers.all()
    const asked = known.filter(({ id }) => name === undefined || id === name)
    if (asked.length > 0) return asked
    const remedy = `Name one of: ${known.map(({ id }) => id).join(', ')}.`
    throw new BurstError('usage', [{ code: 'unknown-provider', message: `There is no provider ${name}.`, remedy }])
  }

  return {
    'instances.list': async ({ all }, signal) =>
      await listInstances({
        providers: providers.all(),
        identity,
        burstOfAttempt: attempt => burstOfAttempt(db, attempt)?.burstId ?? null,
        endByOfAttempt: attempt => endByOfAttempt(db, attempt),
        all,
        withLeftovers: true,
        wallNow,
        signal,
      }),
    'instances.kill': async ({ instanceId }, signal) =>
      await killInstance({ providers: providers.all(), identity, instanceId, budgetMs: KILL_BUDGET_MS, signal }),
    'instances.killAll': async ({ provider }, signal) => {
      const asked = meant(provider)
      const killing = killAll({ providers: asked, identity, latch, budgetMs: KILL_BUDGET_MS, signal })
      service.killed()
      return await killing
    },
    'instances.unlatch': async () => {
      const was = latch.isSet()
      latch.clear()
      return { latched: false as const, was }
    },
  } satisfies Partial<Handlers>
}
