import { isLive, type BurstState } from '../../../common/bursts/state.ts'
import type { Publishers } from '../../../common/contract.ts'
import type { BurstService } from '../bursts/service.ts'
import type { Parts } from './parts.ts'
import { createWakeup } from './wakeup.ts'

type Needed = Pick<Parts, 'rest'> & {
  readonly service: Pick<BurstService, 'idOf' | 'onEvents' | 'list' | 'show' | 'summaryOf'>
}

/** A burst is told of at most this often, real ms. */
const THROTTLE_MS = 200
/** A burst that is billed costs more all the time, also while nothing happens, real ms. */
const METER_MS = 1000

/** Every burst as it stands, then each one that changed, at most five times a second; the last state is always told. */
export function burstPublisher({ service, rest }: Needed): Publishers['bursts'] {
  return async ({ burstId: given }, publish, signal) => {
    const only = given === undefined ? null : service.idOf(given)
    const changed = new Map<string, BurstState>()
    const metered = new Map<string, BurstState>()
    const over = new AbortController()
    const stop = AbortSignal.any([signal, over.signal])
    const news = createWakeup(stop)
    const remove = service.onEvents((_, state) => {
      if (only !== null && state.id !== only) return
      changed.set(state.id, state)
      news.call()
    })
    const ticking = tick(rest, stop, () => {
      for (const [id, state] of metered) if (!changed.has(id)) changed.set(id, state)
      if (changed.size > 0) news.call()
    })
    try {
      await publish({ type: 'snapshot', bursts: only === null ? service.list() : [service.show(only)] })
      while (!signal.aborted) {
        await news.wait()
        const told = [...changed.values()]
        changed.clear()
        for (const state of told) {
          if (signal.aborted) return
          if (!state.ended && state.lanes.some(isLive)) metered.set(state.id, state)
          else metered.delete(state.id)
          await publish({ type: 'changed', burst: service.summaryOf(state) })
        }
        await rest(THROTTLE_MS, signal).catch(() => undefined)
      }
    } finally {
      remove()
      over.abort()
      await ticking
    }
  }
}

async function tick(rest: Parts['rest'], signal: AbortSignal, onTick: () => void): Promise<void> {
  while (!signal.aborted) {
    await rest(METER_MS, signal).catch(() => undefined)
    if (!signal.aborted) onTick()
  }
}
