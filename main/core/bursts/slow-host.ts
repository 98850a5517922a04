import { paceOf } from '../../../common/bursts/outlook.ts'
import { heldItems, type BurstState, type Lane } from '../../../common/bursts/state.ts'

/** A host this many times slower than its kind is not what was rented. */
const MUCH_SLOWER = 2
/** What another machine's boot and set-up take, and then some: less is not worth the change. Seconds. */
const WORTH_SECONDS = 10 * 60
/** One burst does not go from host to host. */
const MOST_GIVEN_BACK = 2

/**
 * Why a lane's machine should be given back; null where it is good enough, where nobody knows what is usual, or where the
 * rest of the work is not worth another boot.
 */
export function reasonToGiveBack(state: BurstState, lane: Lane): string | null {
  const usual = state.plan.offers[lane.offer]?.secondsPerImage
  const pace = paceOf(lane)
  if (usual === undefined || pace === null || pace < usual * MUCH_SLOWER) return null
  const left = heldItems(state, lane)
  if (left * (pace - usual) < WORTH_SECONDS || givenBack(state) >= MOST_GIVEN_BACK) return null
  return `it takes ${pace.toFixed(1)} s for a picture, and ${usual.toFixed(1)} s is usual for its kind`
}

function givenBack({ lanes, firstLane }: BurstState): number {
  return lanes
    .slice(firstLane)
    .filter(({ phase }) => (phase.kind === 'closing' || phase.kind === 'gone') && phase.reason === 'slow').length
}
