import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { Api } from '../../../common/contract.ts'
import type { Log } from '../log.ts'
import { openPicture } from './open-picture.ts'
import type { Thumbs } from './thumbs.ts'

/** How many of those that came home while nobody looked are made up for. */
const CATCH_UP = 2000
const PAGE = 200

type Wanted = { readonly burstId: string; readonly item: number }

/**
 * Makes the small copies of pictures when they come home, one after the other, so that a gallery of thousands opens with
 * them; and first those of the latest that came while no face was open. One that cannot be made is made when it is asked for.
 *
 * Resolves when the signal aborts or the engine is gone.
 */
export async function makeThumbsAhead(
  { api, thumbs, log }: { readonly api: Api; readonly thumbs: Thumbs; readonly log: Log },
  signal: AbortSignal,
): Promise<void> {
  const waiting: Wanted[] = []
  let wake = () => undefined as void

  async function work(): Promise<void> {
    while (!signal.aborted) {
      const next = waiting.shift()
      if (next === undefined) {
        const { promise, resolve } = Promise.withResolvers<void>()
        wake = resolve
        await Promise.race([promise, aborted(signal)])
      } else await openPicture(api, thumbs, { ...next, size: 'thumb' }).catch(() => undefined)
    }
  }

  async function catchUp(): Promise<number> {
    let since = 0
    for (let offset = 0; offset < CATCH_UP && !signal.aborted; offset += PAGE) {
      const { pictures, total, newest } = await api.call('gallery.page', { filter: {}, offset, limit: PAGE }, signal)
      if (offset === 0) since = newest
      waiting.push(...pictures.map(({ burstId, item }) => ({ burstId, item })))
      if (offset + PAGE >= total) break
    }
    return since
  }

  async function listen(since: number): Promise<void> {
    const hear = ({ burstId, event }: RecordedEvent) => {
      if (event.type !== 'item.verified') return
      // The newest first: that is what somebody looks at.
      waiting.unshift({ burstId, item: event.item })
      wake()
    }
    await api.subscribe('events', { since }, hear, signal)
  }

  const working = work()
  try {
    const since = await catchUp()
    wake()
    await listen(since)
  } catch (error) {
    if (!signal.aborted) log('small copies are made when they are asked for', error)
  }
  await working
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}
