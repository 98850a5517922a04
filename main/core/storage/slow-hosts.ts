import { providerOfOffer } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { Db } from './database.ts'

/** A machine may be mended, or lent to nobody else any more, ms. */
const REMEMBERED_MS = 30 * 86_400_000

/** Writes down that a lane's machine was given back, where its seller names it. `at`: wall clock, ms since 1970. */
export function rememberSlowHost(db: Db, at: number, { plan, lanes }: BurstState, index: number): void {
  const offer = lanes[index]?.offer ?? 0
  const host = plan.offers[offer]?.host
  if (host === undefined) return
  db.prepare(
    'INSERT INTO slow_hosts (provider, host, at) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = excluded.at',
  ).run(providerOfOffer(plan, offer), host, at)
}

/** Whether a machine was given back of late. */
export function isSlowHost(db: Db, now: number, provider: string, host: string | undefined): boolean {
  if (host === undefined) return false
  const at = db.prepare('SELECT at FROM slow_hosts WHERE provider = ? AND host = ?').pluck().get(provider, host)
  return typeof at === 'number' && now - at < REMEMBERED_MS
}
