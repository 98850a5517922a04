import { providerOfOffer } from '../../../common/bursts/plan.ts'
import { instanceIdOf, isLive, type BurstState } from '../../../common/bursts/state.ts'
import { meterOf } from '../../../common/bursts/summary.ts'
import { inAccount } from '../../../common/pricing/exchange.ts'
import { conversionOf } from '../providers/account-offers.ts'
import type { Handlers } from '../../../common/contract.ts'
import { spendReport, type SpendCharge } from '../spend/report.ts'
import { listCharges } from '../storage/ledger-store.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'store' | 'settings' | 'providers' | 'wallNow'>

/** All bursts are of this kind until there are others. */
const KIND = 'images'

export function spendHandlers({ db, store, settings, providers, wallNow }: Needed) {
  function runningOf(state: BurstState): SpendCharge[] {
    return state.lanes
      .filter(lane => isLive(lane) && lane.marks.running !== null)
      .flatMap(lane => {
        const provider = providers.of(providerOfOffer(state.plan, lane.offer))
        if (!provider) return []
        const { clock } = provider.facts
        const billing = state.plan.offers[lane.offer]?.billing ?? provider.facts.billing
        const { money, billedSeconds } = meterOf(lane, { clockNow: clock.now(), billing })
        const instanceId = instanceIdOf(lane)
        return {
          at: wallNow(),
          provider: provider.id,
          burstId: state.id,
          kind: state.kind,
          instanceId,
          billedSeconds,
          cost: money,
        }
      })
  }

  return {
    'spend.report': async ({ from, to, by }) => {
      const conversion = conversionOf(settings())
      // What was rented before there was a rate is in the money of its seller.
      const counted = (charge: SpendCharge) => ({ ...charge, cost: inAccount(charge.cost, conversion) })
      return spendReport({
        charges: listCharges(db, { from: 0, to: Number.MAX_SAFE_INTEGER })
          .map(charge => ({ ...charge, kind: KIND }))
          .map(counted),
        running: store
          .unfinished()
          .flatMap(id => runningOf(loaded(store.load(id))))
          .map(counted),
        from: from === undefined ? 0 : Date.parse(from),
        to: to === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(to),
        by,
        now: wallNow(),
        currency: settings().currency,
      })
    },
  } satisfies Partial<Handlers>
}

function loaded(state: BurstState | null): BurstState {
  if (!state) throw new Error('an unfinished burst has no record')
  return state
}
