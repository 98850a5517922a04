import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { instanceIdOf, isLive, type BurstState } from '../../../common/bursts/state.ts'
import { meterOf } from '../../../common/bursts/summary.ts'
import type { Provider } from '../providers/provider.ts'
import type { SpendCharge } from './report.ts'

/** What the meters of a burst that is not over show by now, one charge for each instance. */
export function runningCharges(
  state: BurstState,
  providerOf: (id: string) => Provider | null,
  wallNow: () => number,
): SpendCharge[] {
  return state.lanes
    .filter(lane => isLive(lane) && lane.marks.running !== null)
    .flatMap(lane => {
      const provider = providerOf(providerOfOffer(state.plan, lane.offer))
      if (!provider) return []
      const billing = state.plan.offers[lane.offer]?.billing ?? provider.facts.billing
      const { money, billedSeconds } = meterOf(lane, { clockNow: provider.facts.clock.now(), billing })
      return {
        at: wallNow(),
        provider: provider.id,
        burstId: state.id,
        instanceId: instanceIdOf(lane),
        billedSeconds,
        cost: money,
        split: null,
        images: lane.collected,
        metered: null,
      }
    })
}
