import { isLive } from '../../../common/bursts/state.ts'
import type { BurstContext } from './context.ts'
import { decide, outcomeOf } from './decide.ts'
import { writeSessionRecords } from './session-records.ts'

/**
 * Ends a burst that has nothing left to do: the session's records first, then the event.
 *
 * Safe to repeat: a crash at any point leaves the files as they were or as they will be, and the next run writes the
 * same ones. Where the burst was taken up again meanwhile, it does not end.
 */
export async function conclude(context: BurstContext): Promise<void> {
  const { recorder, files, store, provider, keys } = context
  const state = recorder.state()
  // Whoever took an instance over still needs its keys.
  for (const lane of state.lanes) if (!isLive(lane) && lane.phase.kind !== 'handed') await keys.remove(lane.attempt)
  try {
    await files.removeParts(state.out)
    await writeSessionRecords({ files, store, billing: provider.facts.billing }, state)
  } catch (error) {
    noteWaiting(context, error)
    throw error
  }
  recorder.record(
    [
      now =>
        now.lastSeq === state.lastSeq && decide(now).some(step => step.do === 'conclude')
          ? [{ type: 'burst.ended', ...outcomeOf(now) }]
          : [],
    ],
    { durable: true },
  )
}

/** Nothing is rented any more, but the burst does not end before its records are there: everybody may see why. */
function noteWaiting({ recorder }: BurstContext, error: unknown): void {
  const message = `the session's records cannot be written: ${String(error)}`.slice(0, 2000)
  recorder.record([state => (state.waiting === message ? [] : [{ type: 'burst.waiting', message }])])
}
