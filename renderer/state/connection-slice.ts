import type { StateCreator } from 'zustand'
import type { EngineInfo } from '../../common/contract.ts'
import type { z } from 'zod'
import type { Connection } from '../host/host.ts'

export type ConnectionSlice = {
  readonly connection: Connection
  readonly engine: z.infer<typeof EngineInfo> | null
  readonly setConnection: (connection: Connection) => void
  readonly setEngine: (engine: z.infer<typeof EngineInfo> | null) => void
}

export const createConnectionSlice: StateCreator<ConnectionSlice> = set => ({
  connection: 'connecting',
  engine: null,
  setConnection: connection => set({ connection }),
  setEngine: engine => set({ engine }),
})
