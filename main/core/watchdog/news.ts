import type { WatchNews } from '../../../common/watchdog/news.ts'
import { createListeners } from '../bursts/listeners.ts'
import type { Log } from '../log.ts'

/** What there is to tell, without its time. */
export type Told = Omit<WatchNews, 'at'>
export type TellNews = (news: Told) => void

export type NewsBoard = {
  readonly tell: TellNews
  /** The latest, the oldest first. */
  latest(): WatchNews[]
  /** Gives back how to stop listening. */
  onNews(listener: (news: WatchNews) => void): () => void
}

/** Whoever comes later sees so many. */
const KEPT = 200

/** What the watchdog did and found, for whoever listens; `looked` is told and not kept. */
export function createNewsBoard({ wallNow, log }: { wallNow: () => number; log: Log }): NewsBoard {
  const listeners = createListeners<[WatchNews]>(log)
  const kept: WatchNews[] = []
  return {
    tell(news) {
      const told = { at: new Date(wallNow()).toISOString(), ...news }
      if (news.type !== 'looked') kept.push(told)
      if (kept.length > KEPT) kept.shift()
      listeners.tell(told)
    },
    latest: () => [...kept],
    onNews: listener => listeners.add(listener),
  }
}
