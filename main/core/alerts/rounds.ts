import type { Log } from '../log.ts'
import type { Alerts } from './alerts.ts'

export type RoundTools = {
  readonly alerts: Pick<Alerts, 'deliver' | 'onRaised'>
  /** Raises what is due. */
  readonly look: () => void
  /** Rests for real milliseconds, or rejects with the signal's reason. */
  readonly rest: (ms: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
}

/** How often is looked for what is due, real ms. */
const LOOK_EVERY_MS = 5000
/** How often what did not leave is sent again, real ms. */
const SEND_EVERY_MS = 60_000

/** Looks for alerts that are due, and sends what was raised by anybody. Never throws. */
export function startAlertRounds({ alerts, look, rest, log }: RoundTools): { stop(): Promise<void> } {
  const stopping = new AbortController()
  const { signal } = stopping
  const sending = new Set<Promise<unknown>>()
  const send = () => {
    const sent = alerts.deliver(signal).catch(() => undefined)
    sending.add(sent)
    void sent.finally(() => sending.delete(sent))
  }
  const remove = alerts.onRaised(send)

  async function every(ms: number, act: () => void): Promise<void> {
    while (!signal.aborted) {
      try {
        act()
      } catch (error) {
        log('alerts could not be looked after and will be again', error)
      }
      await rest(ms, signal).catch(() => undefined)
    }
  }

  const going = Promise.all([every(LOOK_EVERY_MS, look), every(SEND_EVERY_MS, send)])
  return {
    async stop() {
      remove()
      stopping.abort(new Error('the engine is stopping'))
      await going
      await Promise.all(sending)
    },
  }
}
