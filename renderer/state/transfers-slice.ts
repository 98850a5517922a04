import type { StateCreator } from 'zustand'
import type { StreamEvent } from '../../common/contract.ts'
import type { Transfer } from '../../common/transfers/transfer.ts'

export type TransfersSlice = {
  /** What is on its way now. */
  readonly transfers: readonly Transfer[]
  readonly applyTransfers: (told: StreamEvent<'transfers'>) => void
}

export const createTransfersSlice: StateCreator<TransfersSlice> = set => ({
  transfers: [],
  applyTransfers: ({ transfers }) => set({ transfers }),
})
