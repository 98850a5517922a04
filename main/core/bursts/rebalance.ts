import { indexesOf } from '../../../common/bursts/items.ts'
import { toRanges, type Ranges } from '../../../common/bursts/ranges.ts'
import { heldItems, isRunning, type BurstState, type Lane } from '../../../common/bursts/state.ts'

/**
 * Fewer items are not worth the way there and back: their lane is done with them before they could be given away. A card at home
 * takes so long for each that they all are.
 */
const WORTHWHILE_ITEMS = { rented: 8, home: 1 }

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
  if (idle === 0) return null
  const least = (lane: Lane) => 2 * WORTHWHILE_ITEMS[lane.offer === state.plan.home ? 'home' : 'rented']
  const [giver] = running
    .filter(lane => heldItems(state, lane) > least(lane))
    .toSorted((a, b) => heldItems(state, b) - heldItems(state, a))
  if (!giver) return null
  const leased = [...indexesOf(state.items, ['leased'], giver.lane)]
  if (leased.length <= least(giver)) return null
  const given = Math.floor((leased.length * idle) / (idle + 1))
  return { lane: giver.lane, items: toRanges(leased.slice(-given)) }
}
