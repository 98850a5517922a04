import type { Handlers, Publishers } from '../../../common/contract.ts'
import type { WatchNews } from '../../../common/watchdog/news.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

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
  return async (_, publish, signal) => {
    const wake = createWakeup(signal)
    const waiting: WatchNews[] = news.latest()
    const remove = news.onNews(told => {
      waiting.push(told)
      wake.call()
    })
    try {
      while (!signal.aborted) {
        for (const told of waiting.splice(0)) if (!signal.aborted) await publish(told)
        await wake.wait()
      }
    } finally {
      remove()
    }
  }
}
