import type { KillReport } from '../../../common/contract.ts'
import type { Provider } from '../providers/provider.ts'
import { clearProvider } from './clear-provider.ts'
import type { StopLatch } from './stop-latch.ts'

type Clearing = {
  readonly account: Provider
  readonly latch: StopLatch
  /** False: only what it would end is said. */
  readonly isMeant: boolean
  /** Real time after which what is not proven is reported as unconfirmed, ms. */
  readonly budgetMs: number
  readonly signal: AbortSignal
}

/**
 * Ends every instance of an account, foreign ones included, and nothing new is rented until the latch is cleared.
 *
 * The only place that touches what is not ours, and only where it is meant. Disks and snapshots stay: what they hold is
 * nowhere else.
 */
export async function clearAccount({ account, latch, isMeant, budgetMs, signal }: Clearing): Promise<KillReport> {
  const started = performance.now()
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)])
  if (!isMeant) return await said(account, started, bounded)
  latch.set()
  const { terminated, alreadyGone, unconfirmed, answer } = await clearProvider(
    account,
    { is: () => true, ids: [] },
    bounded,
  )
  return {
    terminated: [...terminated],
    alreadyGone: [...alreadyGone],
    unconfirmed: [...unconfirmed],
    providers: [answer],
    seconds: since(started),
  }
}

async function said(account: Provider, started: number, signal: AbortSignal): Promise<KillReport> {
  const listed = await account.list(signal)
  const common = { provider: account.id, askedAt: new Date().toISOString() }
  return {
    terminated: [],
    alreadyGone: [],
    unconfirmed: listed.kind === 'answer' ? listed.value.map(({ id }) => id) : [],
    providers: [
      listed.kind === 'answer' ? { ...common, ok: true } : { ...common, ok: false, error: listed.trouble.message },
    ],
    seconds: since(started),
  }
}

const since = (started: number): number => (performance.now() - started) / 1000
