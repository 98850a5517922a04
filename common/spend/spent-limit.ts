import { isSameKind } from '../money.ts'
import { costWhen, endingSeconds, type OutlookContext } from '../bursts/outlook.ts'
import { isOpen, isRunning, type BurstState } from '../bursts/state.ts'
import { roomOf, type Limit } from './limits.ts'

/**
 * The first limit that would be broken if the burst went on until the next look; null where all of them hold.
 *
 * Reckoned with what it takes to end in good order: pictures that are begun are made and brought home, then the
 * instances end. A seller's step that would be begun meanwhile counts in full. `everyMs` is the time between two looks,
 * on the provider's clock.
 */
export function spentLimit(
  state: BurstState,
  limits: readonly Limit[],
  context: OutlookContext & { readonly everyMs: number },
): Limit | null {
  if (!state.lanes.some(lane => isOpen(lane) && isRunning(lane))) return null
  const at = context.clockNow + endingSeconds(state, context.everyMs / 1000) * 1000
  const cost = costWhen(state, context, at)
  return limits.find(limit => isSameKind(limit.limit, cost) && cost.micros > roomOf(limit).micros) ?? null
}
