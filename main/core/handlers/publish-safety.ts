import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { Publishers } from '../../../common/contract.ts'
import type { BurstService } from '../bursts/service.ts'
import type { Log } from '../log.ts'
import type { Safety } from '../watchdog/safety.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

type Needed = Pick<Parts, 'rest'> & {
  readonly service: Pick<BurstService, 'onEvents'>
  readonly safety: Safety
  readonly log: Log
}

/** How often somebody is asked while something runs, and while nothing does, real ms. */
const BUSY_MS = 2000
/** Real clouds count calls: what drives bursts needs most of them. */
const BUSY_ABROAD_MS = 10_000
const QUIET_MS = 60_000
/** What this process knows by itself (latch, pictures not home) is told at most this often, real ms. */
const TICK_MS = 500

const TELLING: ReadonlySet<BurstEvent['type']> = new Set([
  'lane.intended',
  'lane.created',
  'lane.running',
  'lane.unknown',
  'lane.absent',
  'lane.rejected',
  'lane.closing',
  'lane.gone',
])

/** What may be billing: at once what is known, then after each look and whenever what is known changed. */
export function safetyPublisher({ service, safety, rest, log }: Needed): Publishers['safety'] {
  return async (_, publish, signal) => {
    const over = new AbortController()
    const stop = AbortSignal.any([signal, over.signal])
    const news = createWakeup(stop)
    const remove = service.onEvents(records => {
      if (records.some(({ event }) => TELLING.has(event.type))) news.call()
    })
    let told = ''
    const tell = async () => {
      const view = safety.view()
      const text = JSON.stringify(view)
      if (text === told || signal.aborted) return
      told = text
      await publish(view)
    }
    const looking = keepLooking()
    async function keepLooking(): Promise<void> {
      while (!stop.aborted) {
        await safety.lookedWithin(0, stop).catch(error => log('what runs could not be looked at', error))
        const pause = new AbortController()
        const isAbroad = safety.view().providers.some(({ provider }) => provider !== 'sandbox')
        const busyMs = isAbroad ? BUSY_ABROAD_MS : BUSY_MS
        const quiet = rest(safety.isBusy() ? busyMs : QUIET_MS, AbortSignal.any([stop, pause.signal]))
        await Promise.race([quiet.catch(() => undefined), news.wait()])
        pause.abort()
        await rest(TICK_MS, stop).catch(() => undefined)
      }
    }
    try {
      while (!signal.aborted) {
        await tell()
        await rest(TICK_MS, signal).catch(() => undefined)
      }
    } finally {
      remove()
      over.abort()
      await looking
    }
  }
}
