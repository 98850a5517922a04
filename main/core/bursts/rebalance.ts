import { indexesOf } from '../../../common/bursts/items.ts'
import { toRanges, type Ranges } from '../../../common/bursts/ranges.ts'
import { heldItems, isRunning, type BurstState } from '../../../common/bursts/state.ts'

/** Fewer items are not worth the way there and back: their lane is done with them before they could be given away. */
const WORTHWHILE_ITEMS = 8

/**
 * What a lane with much left should give back for lanes that have nothing to do; null where nobody waits, or where
 * nobody has enough.
 *
 * The last items of the lane that has most: those it begins last. They are leased again only when its worker has
 * journaled that it gave them back, so a prompt is never with two lanes.
 */
export function rebalanceOf(state: BurstState): { lane: number; items: Ranges } | null {
  if (state.wish !== 'run' || state.items.counts.pending > 0) return null
  const running = state.lanes.filter(isRunning)
  const idle = running.filter(lane => heldItems(state, lane) === 0).length
  const most = Math.max(0, ...running.map(lane => heldItems(state, lane)))
  if (idle === 0 || most <= 2 * WORTHWHILE_ITEMS) return null
  const giver = running.find(lane => heldItems(state, lane) === most)
  if (!giver) return null
  const leased = [...indexesOf(state.items, ['leased'], giver.lane)]
  if (leased.length <= 2 * WORTHWHILE_ITEMS) return null
  const given = Math.floor((leased.length * idle) / (idle + 1))
  return { lane: giver.lane, items: toRanges(leased.slice(-given)) }
}
