import type { PlannedOffer } from '../../../common/bursts/plan.ts'
import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { isRunning, type BurstState, type Lane } from '../../../common/bursts/state.ts'
import type { PreparedOffer } from './prepared-offers.ts'

/** Instances that other bursts keep at these providers, as offers to be had before all others. Instants on `now`'s clock. */
export function warmOffers(
  states: readonly BurstState[],
  { providers, isPrivate, now }: { providers: ReadonlySet<string>; isPrivate: boolean; now: number },
): PreparedOffer[] {
  return states.flatMap(state => {
    // Where pictures must not come to a disk, an instance whose disk was worked on is of no use; nor the other way.
    if (state.ended || state.wish !== 'run' || state.private !== isPrivate) return []
    return state.lanes.flatMap(lane => {
      const planned = state.plan.offers[lane.offer]
      const provider = providerOfOffer(state.plan, lane.offer)
      const isKept = isRunning(lane) && lane.warmUntil !== null && lane.warmUntil > now
      return planned && isKept && providers.has(provider) ? [offerOf(state, lane, provider, planned)] : []
    })
  })
}

/** What is paid until now is paid by the other burst: no least time is charged twice. */
function offerOf(state: BurstState, lane: Lane, provider: string, planned: PlannedOffer): PreparedOffer {
  const { offerId, gpu, region, spot = state.plan.spot, billing, host } = planned
  return {
    provider,
    id: offerId,
    gpu,
    gpuCount: 1,
    vramBytes: 0,
    region,
    country: '',
    pricePerHour: lane.pricePerHour,
    billingStepSeconds: billing?.stepSeconds ?? 1,
    minimumSeconds: 0,
    extras: [],
    spot,
    stock: 'yes',
    trust: 'datacenter',
    ...(host === undefined ? {} : { host }),
    fetchedAt: 0,
    takes: { burstId: state.id, lane: lane.lane },
    hasModels: lane.models,
  }
}
