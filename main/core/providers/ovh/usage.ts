import type { Money } from '../../../../common/money.ts'
import { sumsBy } from '../real-cloud.ts'
import type { OvhUsage } from './shapes.ts'

/** What each machine of this month has cost, before tax, in the currency of the account's catalogue. */
export function usageOf({ hourlyUsage }: OvhUsage, currency: string): Map<string, Money> {
  const details = (hourlyUsage?.instance ?? []).flatMap(({ details: some }) => some ?? [])
  return sumsBy(
    details.map(({ instanceId, totalPrice }) => [
      instanceId,
      { micros: Math.round(totalPrice * 1_000_000), currency, taxIncluded: false, simulated: false },
    ]),
  )
}
