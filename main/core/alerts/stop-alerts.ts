import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { Alerts } from './alerts.ts'

/** Tells of a burst that a rule stopped, or that waits for a yes: nobody looks for that. */
export function raiseStopAlerts(
  alerts: Pick<Alerts, 'raise'>,
  records: readonly RecordedEvent[],
  { id, name, plan }: BurstState,
): void {
  const { simulated } = plan.estimate.cost
  const title = name.replaceAll('_', ' ')
  for (const { seq, event } of records) {
    if (event.type === 'burst.finish-requested' && event.by !== undefined)
      alerts.raise({
        key: `stopped ${id} ${seq}`,
        kind: event.by,
        message: `${title} begins nothing more: ${event.message ?? ''}.`,
        simulated,
      })
    if (event.type === 'burst.pause-requested' && event.asked !== undefined)
      alerts.raise({
        key: `asked ${id} ${seq}`,
        kind: 'budget',
        message: `${title} waits: ${event.message ?? ''}.`,
        simulated,
      })
  }
}
