import type { BurstEvent, RecordedEvent } from '../../../common/bursts/events.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { BurstStore, EventStep } from '../storage/burst-store.ts'
import type { Checkpoint } from './outside.ts'

/**
 * The one door through which a burst changes: commit, then evolve, then tell.
 *
 * Nobody hears of an event before it is in the database. `durable` events are on the disk when `record` returns.
 */
export type Recorder = {
  state(): BurstState
  record(
    steps: readonly EventStep[],
    options?: { durable?: boolean; journal?: { lane: number; position: number } },
  ): void
}

export type RecorderDeps = {
  store: BurstStore
  initial: BurstState
  wallNow: () => number
  clockNow: () => number
  publish: (records: readonly RecordedEvent[], state: BurstState) => void
  checkpoint: Checkpoint
}

export function createRecorder({ store, initial, wallNow, clockNow, publish, checkpoint }: RecorderDeps): Recorder {
  let current = initial
  return {
    state: () => current,
    record(steps, options = {}) {
      const announced = steps.map(step => announce(step, checkpoint))
      const stamp = { at: wallNow(), clock: clockNow() }
      const { state, records } = store.append(current, current.id, announced, stamp, {
        durable: options.durable ?? false,
        ...(options.journal ? { journal: options.journal } : {}),
      })
      if (state) current = state
      for (const { event } of records) checkpoint(`event.${event.type}:after`)
      if (records.length > 0) publish(records, current)
    },
  }
}

/** Passes the checkpoint before the event is written; inside the transaction that is as good as before it. */
function announce(step: EventStep, checkpoint: Checkpoint): EventStep {
  return state => {
    const events: readonly BurstEvent[] = typeof step === 'function' ? step(state) : [step]
    for (const event of events) checkpoint(`event.${event.type}:before`)
    return events
  }
}
