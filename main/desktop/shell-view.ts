import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { Alert } from '../../common/spend/alert.ts'
import { atWorst } from '../../common/watchdog/at-worst.ts'
import type { Api, SafetyView } from '../../common/contract.ts'

export type ShellView = {
  readonly safety: SafetyView | null
  readonly bursts: ReadonlyMap<string, BurstSummary>
}

export type ShellListener = {
  readonly safety: (view: SafetyView) => void
  readonly burst: (before: BurstSummary | undefined, now: BurstSummary) => void
  /** Only what is raised from now on. */
  readonly alert: (alert: Alert) => void
}

/** A stream that broke off is asked for again after this time, ms. */
const AGAIN_MS = 1000

/** What the shell itself knows of the app, from the same streams that the page draws. */
export function followShell(
  api: Api,
  listener: ShellListener,
  rest: (ms: number, signal: AbortSignal) => Promise<void>,
) {
  const leaving = new AbortController()
  const { signal } = leaving
  const bursts = new Map<string, BurstSummary>()
  let safety: SafetyView | null = null

  function see(burst: BurstSummary): void {
    const before = bursts.get(burst.id)
    bursts.set(burst.id, burst)
    listener.burst(before, burst)
  }

  async function keep(follow: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      await follow().catch(() => undefined)
      if (!signal.aborted) await rest(AGAIN_MS, signal).catch(() => undefined)
    }
  }

  const following = Promise.all([
    keep(async () => {
      await api.subscribe(
        'alerts',
        undefined,
        told => {
          if (told.type === 'raised') listener.alert(told.alert)
        },
        signal,
      )
    }),
    keep(async () => {
      await api.subscribe(
        'safety',
        undefined,
        view => {
          safety = view
          listener.safety(view)
        },
        signal,
      )
    }),
    keep(async () => {
      await api.subscribe(
        'bursts',
        {},
        told => (told.type === 'snapshot' ? told.bursts : [told.burst]).forEach(see),
        signal,
      )
    }),
  ])
  return {
    view: (): ShellView => ({ safety, bursts }),
    async stop(): Promise<void> {
      leaving.abort()
      await following
    },
  }
}

/** Whether anything may bill or is under way, as last seen; what is not known counts. */
export function billingOf({ safety, bursts }: ShellView) {
  const instances = (safety?.instances ?? []).filter(
    ({ whose, billing }) => (whose === 'ours' || whose === 'orphaned') && billing !== 'none',
  )
  const all = [...bursts.values()]
  return {
    count: instances.length,
    worst: atWorst(instances),
    unfinished: all.some(
      ({ endedAt, state, lanes }) =>
        (endedAt === null && state !== 'paused') || lanes.some(({ confirmedGone }) => !confirmedGone),
    ),
    known: safety !== null && safety.providers.every(({ ok }) => ok),
  }
}

export type Billing = ReturnType<typeof billingOf>
