import { once } from 'node:events'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import type { Api } from '../../../common/contract.ts'

/** Streams that say what was prepared, in order, and then wait until they are left. */
export function streamsOf(prepared: {
  bursts?: readonly BurstSummary[]
  events?: readonly RecordedEvent[]
}): Api['subscribe'] {
  const published: Record<string, readonly unknown[]> = {
    bursts: (prepared.bursts ?? []).map((burst, at) =>
      at === 0 ? { type: 'snapshot', bursts: [burst] } : { type: 'changed', burst },
    ),
    events: prepared.events ?? [],
  }
  return async (name, _input, listener, signal) => {
    const listen: (event: never) => void = listener
    for (const event of published[name] ?? []) listen(event as never)
    if (!signal.aborted) await once(signal, 'abort')
  }
}
