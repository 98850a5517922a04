import type { Handlers, Publishers } from '../../../common/contract.ts'
import type { WatchNews } from '../../../common/watchdog/news.ts'
import type { Parts } from './parts.ts'
import { publishQueued } from './publish-queued.ts'

type Needed = Pick<Parts, 'watchdog' | 'announcer' | 'news'>

/** What is not seen gone by then is looked at again by the next look, real ms. */
const LOOK_BUDGET_MS = 5 * 60_000

export function watchdogHandlers({ watchdog, announcer, news }: Needed) {
  return {
    'watchdog.look': async (_, signal) => {
      const heard: WatchNews[] = []
      const remove = news.onNews(told => void heard.push(told))
      try {
        const enough = AbortSignal.timeout(LOOK_BUDGET_MS)
        await watchdog.look(AbortSignal.any([signal, enough])).catch((error: unknown) => {
          if (!enough.aborted) throw error
        })
      } finally {
        remove()
      }
      return { news: heard, announced: announcer.pending() }
    },
    'watchdog.keep': async ({ instanceId, seconds }) => announcer.keep(instanceId, seconds),
  } satisfies Partial<Handlers>
}

/** The latest, the oldest first, then what comes. */
export function watchdogPublisher({ news }: Pick<Parts, 'news'>): Publishers['watchdog'] {
  return async (_, publish, signal) => await publishQueued(news.latest(), hear => news.onNews(hear), publish, signal)
}
