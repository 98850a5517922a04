import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { Api, StreamEvent, StreamName } from '../../../common/contract.ts'

type Published = { readonly [K in StreamName]: readonly StreamEvent<K>[] }

/** Streams that say what was prepared, one thing a turn, and then wait until they are left. */
export function streamsOf(prepared: {
  readonly bursts?: readonly BurstSummary[]
  readonly events?: readonly RecordedEvent[]
  readonly models?: readonly StreamEvent<'models'>[]
  readonly watchdog?: readonly StreamEvent<'watchdog'>[]
  readonly transfers?: readonly StreamEvent<'transfers'>[]
  /** Called after each thing that was said. */
  readonly said?: (index: number) => unknown
}): Api['subscribe'] {
  const published: Published = {
    bursts: (prepared.bursts ?? []).map(burstEvent),
    events: prepared.events ?? [],
    alerts: [],
    watchdog: prepared.watchdog ?? [],
    safety: [],
    templates: [],
    models: prepared.models ?? [],
    transfers: prepared.transfers ?? [],
  }
  return async (name, _input, listener, signal) => {
    for (const [index, event] of published[name].entries()) {
      if (signal.aborted) return
      listener(event)
      prepared.said?.(index)
      await turn()
    }
    if (!signal.aborted) await once(signal, 'abort')
  }
}

function burstEvent(burst: BurstSummary, index: number): StreamEvent<'bursts'> {
  return index === 0 ? { type: 'snapshot', bursts: [burst] } : { type: 'changed', burst }
}
