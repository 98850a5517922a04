import type { StateCreator } from 'zustand'
import type { Api, PlannerBasis } from '../../common/contract.ts'

export type MarketSlice = {
  /** What could be rented when it was last asked for, and what bursts have shown; null until then. */
  readonly market: { readonly at: number; readonly basis: PlannerBasis } | null
  /** Asks every seller, unless that was done a short while ago. */
  readonly askMarket: (api: Api, now: number) => void
  /** What it was reckoned with has changed: it is asked for again with the next look. */
  readonly forgetMarket: () => void
}

/** Prices of an hour do not change by the minute, and sellers count the questions, ms. */
const FRESH_MS = 10 * 60_000

export const createMarketSlice: StateCreator<MarketSlice> = (set, get) => {
  let asked = -Infinity
  return {
    market: null,
    askMarket: (api, now) => {
      if (now - asked < FRESH_MS) return
      asked = now
      api.call('planner.basis', {}).then(
        basis => set({ market: { at: now, basis } }),
        // Estimates are a comfort: they are asked for again with the next look.
        () => (asked = get().market?.at ?? -Infinity),
      )
    },
    forgetMarket: () => {
      asked = -Infinity
    },
  }
}
