import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { Alerts } from './alerts.ts'

/** Tells of a burst that a rule stopped: nobody asked for that. */
export function raiseStopAlerts(
  alerts: Pick<Alerts, 'raise'>,
  records: readonly RecordedEvent[],
  { id, name, plan }: BurstState,
): void {
  const { simulated } = plan.estimate.cost
  for (const { seq, event } of records) {
    if (event.type !== 'burst.finish-requested' || event.by === undefined) continue
    const message = `${name.replaceAll('_', ' ')} begins nothing more: ${event.message ?? ''}.`
    alerts.raise({ key: `stopped ${id} ${seq}`, kind: event.by, message, simulated })
  }
}
