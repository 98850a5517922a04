import { setImmediate as turn } from 'node:timers/promises'
import type { Publishers } from '../../../common/contract.ts'
import type { BurstService } from '../bursts/service.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

type Needed = Pick<Parts, 'store'> & {
  readonly service: Pick<BurstService, 'idOf'> & { onEvents(listener: () => void): () => void }
}

/** Read at once: a slow reader of a long record must not hold all of it in memory. */
const PAGE = 500

/**
 * The record, page by page, and then what is added to it.
 *
 * Everything is read from the store, which has an event before anybody is told of it: so none is missed between the
 * past and the present, and none comes twice. Between pages others get their turn.
 */
export function eventPublisher({ store, service }: Needed): Publishers['events'] {
  return async ({ burstId: given, since }, publish, signal) => {
    const query = given === undefined ? {} : { burstId: service.idOf(given) }
    const news = createWakeup(signal)
    const remove = service.onEvents(() => news.call())
    try {
      for (let last = since; !signal.aborted;) {
        const page = [...store.events({ ...query, since: last, limit: PAGE })]
        for (const event of page) {
          if (signal.aborted) return
          await publish(event)
          last = event.seq
        }
        if (page.length === 0) await news.wait()
        else await turn()
      }
    } finally {
      remove()
    }
  }
}
