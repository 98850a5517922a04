import type { BurstState } from '../../../common/bursts/state.ts'
import { sumOfKind, type Money } from '../../../common/money.ts'
import { inAccount } from '../../../common/pricing/exchange.ts'
import type { Settings } from '../../../common/settings.ts'
import { conversionOf } from '../providers/account-offers.ts'
import type { Provider } from '../providers/provider.ts'
import type { Db } from '../storage/database.ts'
import { listCharges } from '../storage/ledger-store.ts'
import type { SpendCharge } from './report.ts'
import { runningCharges } from './running.ts'

type AccountDeps = {
  readonly db: Db
  readonly settings: () => Pick<Settings, 'currency' | 'exchange-rates' | 'vat-percent'>
  readonly providerOf: (id: string) => Provider | null
  readonly wallNow: () => number
}

/** What was charged and what is on the meters, as the account counts; what has no rate stays in its seller's money. */
export type AccountCharges = {
  /** Of instances that were proven gone from that instant on, ms since 1970. */
  past(from: number): SpendCharge[]
  running(state: BurstState): SpendCharge[]
  /** What a burst has cost by now, its running meters included. */
  ofBurst(state: BurstState): Money
  inAccount(money: Money): Money
}

export function createAccountCharges({ db, settings, providerOf, wallNow }: AccountDeps): AccountCharges {
  const counted = (charges: readonly SpendCharge[]): SpendCharge[] => {
    const conversion = conversionOf(settings())
    return charges.map(charge => ({
      ...charge,
      cost: inAccount(charge.cost, conversion),
      metered: charge.metered && inAccount(charge.metered, conversion),
    }))
  }
  return {
    past: from => counted(listCharges(db, { from, to: Number.MAX_SAFE_INTEGER })),
    running: state => counted(runningCharges(state, providerOf, wallNow)),
    ofBurst: state => {
      const billed = state.lanes.flatMap(lane => lane.billed?.cost ?? [])
      const running = runningCharges(state, providerOf, wallNow).map(({ cost }) => cost)
      const conversion = conversionOf(settings())
      const all = [...billed, ...running].map(money => inAccount(money, conversion))
      return sumOfKind(all, state.plan.estimate.cost)
    },
    inAccount: money => inAccount(money, conversionOf(settings())),
  }
}
