import type { Alert, AlertChannel } from '../../../common/spend/alert.ts'
import { createListeners } from '../bursts/listeners.ts'
import { createTurns } from '../bursts/turns.ts'
import type { Log } from '../log.ts'
import { insertAlert, noteDelivery, readAlerts, readUndelivered, type NewAlert } from '../storage/alert-store.ts'
import type { Db } from '../storage/database.ts'
import type { Channels } from './channels.ts'

/** More is not worth it: who set the way up wrong hears of it in the app. */
const MOST_TRIES = 5

export type AlertDeps = {
  readonly db: Db
  readonly channels: Channels
  readonly wallNow: () => number
  readonly log: Log
}

/** What became of an alert on its ways out of this computer. */
export type Delivery = { readonly alert: Alert; readonly channel: AlertChannel; readonly error: string | null }

/** Alerts: written down once by their key, told to every face, and sent on every way that is set up. */
export type Alerts = {
  /** Null where it was raised before. */
  raise(alert: Omit<NewAlert, 'at'>): Alert | null
  /** The newest first, not older than that instant (ms since 1970). */
  list(since: number, limit: number): Alert[]
  /** Sends what is still to leave. Never rejects but with the signal's reason. */
  deliver(signal: AbortSignal): Promise<Delivery[]>
  /** Gives back how to stop listening. */
  onRaised(listener: (alert: Alert) => void): () => void
}

export function createAlerts({ db, channels, wallNow, log }: AlertDeps): Alerts {
  const listeners = createListeners<[Alert]>(log)
  /** One after the other: nothing is to be sent twice. */
  const turns = createTurns()

  async function send(alert: Alert, channel: AlertChannel, signal: AbortSignal): Promise<Delivery> {
    try {
      await channels.send(channel, alert, signal)
      noteDelivery(db, alert.id, channel, wallNow())
      return { alert, channel, error: null }
    } catch (error) {
      signal.throwIfAborted()
      noteDelivery(db, alert.id, channel, null)
      const message = error instanceof Error ? error.message : String(error)
      log(`the alert "${alert.message}" did not leave by ${channel}`, message)
      return { alert, channel, error: message }
    }
  }

  async function deliverAll(signal: AbortSignal): Promise<Delivery[]> {
    const deliveries: Delivery[] = []
    for (const { alert, channel } of readUndelivered(db, MOST_TRIES))
      deliveries.push(await send(alert, channel, signal))
    return deliveries
  }

  return {
    raise(alert) {
      const raised = insertAlert(db, { ...alert, at: wallNow() }, alert.simulated ? [] : channels.inUse())
      if (raised) listeners.tell(raised)
      return raised
    },
    list: (since, limit) => readAlerts(db, { since, limit }),
    deliver: signal => turns.take(() => deliverAll(signal)),
    onRaised: listener => listeners.add(listener),
  }
}
