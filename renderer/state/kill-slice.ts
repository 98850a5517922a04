import type { StateCreator } from 'zustand'
import type { KillReport } from '../../common/contract.ts'
import type { Problem } from '../../common/errors.ts'

/** Kill-all as this page pressed it. What really runs is told by the safety stream. */
export type Killing =
  | { readonly kind: 'idle' }
  /** `ids` is what ran when it was pressed: shown until each is seen gone. */
  | { readonly kind: 'ending'; readonly ids: readonly string[]; readonly sinceMs: number }
  | { readonly kind: 'ended'; readonly ids: readonly string[]; readonly report: KillReport }
  | { readonly kind: 'failed'; readonly ids: readonly string[]; readonly problem: Problem }

export type KillSlice = {
  readonly killing: Killing
  readonly setKilling: (killing: Killing) => void
}

export const createKillSlice: StateCreator<KillSlice> = set => ({
  killing: { kind: 'idle' },
  setKilling: killing => set({ killing }),
})
