import type { StateCreator } from 'zustand'
import type { StreamEvent } from '../../common/contract.ts'
import type { Alert } from '../../common/spend/alert.ts'

export type AlertsSlice = {
  /** The newest first. */
  readonly alerts: readonly Alert[]
  readonly applyAlerts: (told: StreamEvent<'alerts'>) => void
}

const MOST = 100

export const createAlertsSlice: StateCreator<AlertsSlice> = set => ({
  alerts: [],
  applyAlerts: told =>
    set(state => ({ alerts: told.type === 'snapshot' ? told.alerts : [told.alert, ...state.alerts].slice(0, MOST) })),
})
