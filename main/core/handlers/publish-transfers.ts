import type { Publishers } from '../../../common/contract.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

/** Bytes move all the time; nobody reads numbers faster than this, real ms. */
const TELL_MS = 250

export function transferPublisher({ board, rest }: Pick<Parts, 'board' | 'rest'>): Publishers['transfers'] {
  return async (_, publish, signal) => {
    const news = createWakeup(signal)
    const remove = board.onChange(() => news.call())
    try {
      await publish({ transfers: board.list() })
      while (!signal.aborted) {
        await news.wait()
        if (signal.aborted) return
        await publish({ transfers: board.list() })
        await rest(TELL_MS, signal).catch(() => undefined)
      }
    } finally {
      remove()
    }
  }
}
