import { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { summarize } from '../../../common/bursts/summary.ts'
import type { Provider } from '../providers/provider.ts'
import type { BurstStore } from '../storage/burst-store.ts'

export type Summaries = {
  of(state: BurstState): BurstSummary
  /** Of a burst that nobody drives, from the store; of one that has ended without replaying its record, if possible. */
  stored(burstId: string): BurstSummary
}

export type SummariesDeps = {
  readonly store: BurstStore
  readonly providerOf: (id: string) => Provider | null
  readonly wallNow: () => number
}

/** For a provider that this app no longer knows: then everything has long been billed. */
const NO_STEPS = { stepSeconds: 1, minimumSeconds: 0 }

export function createSummaries({ store, providerOf, wallNow }: SummariesDeps): Summaries {
  function of(state: BurstState): BurstSummary {
    const facts = providerOf(state.plan.provider)?.facts
    return summarize(state, {
      clockNow: facts?.clock.now() ?? wallNow(),
      billing: facts?.billing ?? NO_STEPS,
      promptIdOf: item => store.item(state.id, item).id,
    })
  }
  return {
    of,
    stored(burstId) {
      const saved = BurstSummary.safeParse(store.summary(burstId))
      if (saved.success) return saved.data
      const state = store.load(burstId)
      if (!state) throw new Error(`burst ${burstId} has no record`)
      const summary = of(state)
      if (state.ended) store.saveSummary(burstId, summary)
      return summary
    },
  }
}
