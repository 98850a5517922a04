import type { Money } from '../../../common/money.ts'
import type { Log } from '../log.ts'
import type { Provider } from '../providers/provider.ts'
import type { Db } from '../storage/database.ts'
import { insertLedgerEntry, unsettledCharges, type UnsettledCharge } from '../storage/ledger-store.ts'

export type UsageDeps = {
  readonly db: Db
  readonly providers: () => readonly Provider[]
  /** Wall clock, ms since 1970. */
  readonly wallNow: () => number
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
}

const HOUR_MS = 3_600_000
/** Bills are made by the hour: before that a figure may be of a part. */
const SETTLES_AFTER_MS = HOUR_MS
/** Later no figure changes any more, or none will come. */
const WATCHED_MS = 4 * 24 * HOUR_MS

/**
 * Asks each provider that tells only later what it charged for the instances that are gone, and writes its figure into the
 * ledger beside Burst's own: from then on it is the one that counts.
 */
export async function reconcileUsage({ db, providers, wallNow, log }: UsageDeps, signal: AbortSignal): Promise<void> {
  const now = wallNow()
  const charges = unsettledCharges(db, { from: now - WATCHED_MS, to: now - SETTLES_AFTER_MS })
  for (const provider of providers()) {
    const own = charges.filter(charge => charge.provider === provider.id)
    if (provider.usage === null || own.length === 0) continue
    const from = Math.min(...own.map(({ at }) => at)) - WATCHED_MS
    const told = await provider.usage(from, signal)
    if (told.kind === 'trouble') log(`${provider.id} does not tell what it charged`, told.trouble.message)
    else for (const charge of own) settle(db, charge, told.value.get(charge.instanceId) ?? null, now)
  }
}

/** What is not told is unknown, and stays so; what was told before is told again only when it changed. */
function settle(
  db: Db,
  { provider, burstId, lane, attempt, instanceId, told }: UnsettledCharge,
  figure: Money | null,
  at: number,
): void {
  if (figure === null || figure.micros === told) return
  insertLedgerEntry(db, {
    at,
    entry: 'reconciled',
    provider,
    burstId,
    lane,
    attempt,
    instanceId,
    billedSeconds: null,
    cost: figure,
    split: null,
    images: null,
    money: figure,
  })
}

/** Now and every hour. Never throws. */
export function startUsageRounds(deps: UsageDeps): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const going = (async () => {
    while (!signal.aborted) {
      await reconcileUsage(deps, signal).catch((error: unknown) => {
        if (!signal.aborted) deps.log('what providers charged could not be compared and will be', error)
      })
      await deps.rest(HOUR_MS, signal).catch(() => undefined)
    }
  })()
  return {
    async stop() {
      stopping.abort(new Error('the engine is stopping'))
      await going
    },
  }
}
