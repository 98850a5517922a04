import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { InstancesResult, InstanceView, SafetyView } from '../../../common/contract.ts'
import type { Announcement } from '../../../common/watchdog/news.ts'
import { fromWireMoney, sumsByKind, toWireMoney } from '../../../common/money.ts'

export type SafetyTools = {
  /** Asks every provider that was ever used what runs. */
  readonly look: (signal: AbortSignal) => Promise<InstancesResult>
  /** Of the bursts that are not over: pictures that are not at home, and whether anything may be rented. */
  readonly outstanding: () => { readonly picturesNotHome: number; readonly mayBeBilling: boolean }
  /** Ends that will come unless somebody stops them. */
  readonly announced: () => Announcement[]
  readonly isLatched: () => boolean
  /** Real time, ms since 1970. */
  readonly wallNow: () => number
}

export type Safety = {
  /** What is known without asking anybody. */
  view(): SafetyView
  /** The same after a look that is at most `maxAgeMs` old; several who ask at once share one look. */
  lookedWithin(maxAgeMs: number, signal: AbortSignal): Promise<SafetyView>
  /** Whether anything runs or may run, as far as the last look and the record know. */
  isBusy(): boolean
}

/** A provider that does not answer must not keep the others from being shown, real ms. */
const LOOK_DEADLINE_MS = 30_000

/** Keeps what the providers last said, for every face that shows what may be billing. */
export function createSafety({ look, outstanding, announced, isLatched, wallNow }: SafetyTools): Safety {
  let last: { at: number; result: InstancesResult } | null = null
  let looking: Promise<void> | null = null

  async function lookOnce(): Promise<void> {
    const result = await look(AbortSignal.timeout(LOOK_DEADLINE_MS))
    last = { at: wallNow(), result: withUnanswered(result, last?.result.instances ?? []) }
  }

  function view(): SafetyView {
    const instances = last?.result.instances ?? []
    return {
      lookedAt: last === null ? null : new Date(last.at).toISOString(),
      instances,
      providers: last?.result.providers ?? [],
      pricesPerHour: sumsByKind(
        instances.filter(isOurCost).flatMap(({ pricePerHour }) => (pricePerHour ? fromWireMoney(pricePerHour) : [])),
      ).map(toWireMoney),
      picturesNotHome: outstanding().picturesNotHome,
      announced: announced(),
      latched: isLatched(),
    }
  }

  return {
    view,
    async lookedWithin(maxAgeMs, signal) {
      if (last === null || wallNow() - last.at > maxAgeMs) {
        looking ??= lookOnce().finally(() => (looking = null))
        await Promise.race([looking, aborted(signal)])
      }
      return view()
    },
    isBusy: () => outstanding().mayBeBilling || (last?.result.instances ?? []).some(isOurs),
  }
}

/** What bursts that are not over have on the way, as far as their record says. */
export function outstandingOf(bursts: readonly BurstSummary[]): ReturnType<SafetyTools['outstanding']> {
  const billing = bursts.filter(({ lanes }) => lanes.some(({ confirmedGone }) => !confirmedGone))
  const missing = billing.map(({ images }) => images.requested - images.collected - images.failed)
  return { picturesNotHome: missing.reduce((sum, count) => sum + count, 0), mayBeBilling: billing.length > 0 }
}

/** What a provider showed before stays in sight while it does not answer: it may still be billing. */
function withUnanswered(result: InstancesResult, before: InstancesResult['instances']): InstancesResult {
  const silent = new Set(result.providers.filter(({ ok }) => !ok).map(({ provider }) => provider))
  const kept = before
    .filter(({ provider }) => silent.has(provider))
    .map(instance => ({ ...instance, billing: 'unknown' as const, cost: null }))
  return { ...result, instances: [...result.instances, ...kept] }
}

function isOurs({ whose }: InstanceView): boolean {
  return whose === 'ours' || whose === 'orphaned'
}

/** Ours, and not known to be free of charge: an unknown counts (law 10). */
function isOurCost(instance: InstanceView): boolean {
  return isOurs(instance) && instance.billing !== 'none'
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise<void>(resolve => signal.addEventListener('abort', () => resolve(), { once: true }))
}
