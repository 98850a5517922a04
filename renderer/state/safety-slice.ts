import type { StateCreator } from 'zustand'
import type { InstanceView, SafetyView } from '../../common/contract.ts'

export type SafetySlice = {
  /** Null until the engine has told. */
  readonly safety: SafetyView | null
  readonly applySafety: (view: SafetyView) => void
}

export const createSafetySlice: StateCreator<SafetySlice> = set => ({
  safety: null,
  applySafety: safety => set({ safety }),
})

/** Ours, and not known to be free of charge: an unknown counts. */
export function billingInstances(safety: SafetyView | null): InstanceView[] {
  return (safety?.instances ?? []).filter(
    ({ whose, billing }) => (whose === 'ours' || whose === 'orphaned') && billing !== 'none',
  )
}

/** Whether what is shown is all there is: somebody looked, and everybody answered. */
export function isSafetyKnown(safety: SafetyView | null): safety is SafetyView {
  return safety !== null && safety.lookedAt !== null && safety.providers.every(({ ok }) => ok)
}
