import { create } from 'zustand'
import { createAlertsSlice, type AlertsSlice } from './alerts-slice.ts'
import { createBurstsSlice, type BurstsSlice } from './bursts-slice.ts'
import { createConnectionSlice, type ConnectionSlice } from './connection-slice.ts'
import { createKillSlice, type KillSlice } from './kill-slice.ts'
import { createMarketSlice, type MarketSlice } from './market-slice.ts'
import { createLanguageSlice, type LanguageSlice } from './language-slice.ts'
import { createModelsSlice, type ModelsSlice } from './models-slice.ts'
import { createSafetySlice, type SafetySlice } from './safety-slice.ts'
import { createTemplatesSlice, type TemplatesSlice } from './templates-slice.ts'
import { createTransfersSlice, type TransfersSlice } from './transfers-slice.ts'
import { createThemeSlice, type ThemeSlice } from './theme-slice.ts'

export type State = BurstsSlice &
  SafetySlice &
  AlertsSlice &
  ConnectionSlice &
  KillSlice &
  TemplatesSlice &
  ModelsSlice &
  MarketSlice &
  TransfersSlice &
  ThemeSlice &
  LanguageSlice

/** Everything the screens draw: published state, and what the user chose for this page alone. */
export const useStore = create<State>()((...parts) => ({
  ...createBurstsSlice(...parts),
  ...createSafetySlice(...parts),
  ...createAlertsSlice(...parts),
  ...createConnectionSlice(...parts),
  ...createKillSlice(...parts),
  ...createTemplatesSlice(...parts),
  ...createModelsSlice(...parts),
  ...createMarketSlice(...parts),
  ...createTransfersSlice(...parts),
  ...createThemeSlice(...parts),
  ...createLanguageSlice(...parts),
}))

export type Store = typeof useStore
