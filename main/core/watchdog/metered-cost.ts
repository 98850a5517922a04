import { costOfSeconds, zero, type Money } from '../../../common/money.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'

/**
 * What an instance has cost by our own meter, from the start of its bill, in its seller's money; null where that
 * stopped, or nobody tells its start or its price. `now` in ms on the provider's clock.
 */
export function meteredCost({ facts }: Pick<Provider, 'facts'>, instance: ProviderInstance, now: number): Money | null {
  const { billedFrom, billing, pricePerHour } = instance
  if (pricePerHour === null) return null
  if (billedFrom === null) return billing === 'none' ? zero(pricePerHour) : null
  if (billing === 'none') return null
  return costOfSeconds(pricePerHour, (now - billedFrom) / 1000, facts.billing).money
}
