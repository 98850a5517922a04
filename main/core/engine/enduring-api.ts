import { setTimeout as delay } from 'node:timers/promises'
import type { Api, StreamEvent, StreamInput, StreamName } from '../../../common/contract.ts'
import { isRepeatable } from './calls.ts'
import { ASK_AGAIN_MS, EngineGone, engineLost, TAKE_OVER_DEADLINE_MS } from './engine-gone.ts'

/** A way to whatever engine there is; opening it again finds another one, or becomes it. */
export type Way = {
  api(): Promise<Api>
  /** Tells that this api's engine is gone. */
  lost(api: Api): void
}

/**
 * The api of a home, whichever engine it has: when one dies, calls that may be repeated are, and streams go on.
 *
 * Other calls whose answer was lost reject with `engine-lost`. A stream of events goes on behind the last one that was
 * seen, so that none is missed and none comes twice; other streams begin anew with what is.
 */
export function enduringApi(way: Way): Api {
  return {
    async call(name, input, signal) {
      return await withEngine(way, signal, async api => {
        try {
          return await api.call(name, input, signal)
        } catch (error) {
          if (error instanceof EngineGone && error.wasSent && !isRepeatable(name)) throw engineLost(name, error)
          throw error
        }
      })
    },
    async subscribe(name, input, listener, signal) {
      const place = streamPlace(name, input)
      while (!signal.aborted)
        await withEngine(way, signal, async (api, alive) => {
          const seen = (event: StreamEvent<typeof name>) => {
            alive()
            place.passed(event)
            listener(event)
          }
          await api.subscribe(name, place.next(), seen, signal)
        })
    },
  }
}

/** Does `work` with the engine there is, and again with the next one for as long as engines go. */
async function withEngine<T>(
  way: Way,
  signal: AbortSignal | undefined,
  work: (api: Api, alive: () => void) => Promise<T>,
): Promise<T> {
  let since = performance.now()
  for (;;) {
    signal?.throwIfAborted()
    const api = await way.api()
    try {
      return await work(api, () => (since = performance.now()))
    } catch (error) {
      if (!(error instanceof EngineGone)) throw error
      way.lost(api)
      if (performance.now() - since > TAKE_OVER_DEADLINE_MS) throw engineLost('this', error)
      await delay(ASK_AGAIN_MS, undefined, signal ? { signal } : {})
    }
  }
}

/** Where a reader stands in a stream: the input with which it goes on. */
function streamPlace<K extends StreamName>(name: K, input: StreamInput<K>) {
  let last: number | null = null
  return {
    passed(event: StreamEvent<K>) {
      if (name === 'events' && 'seq' in event) last = event.seq
    },
    next: (): StreamInput<K> => (last === null ? input : { ...input, since: last }),
  }
}
