import { confirmGone } from '../providers/confirm-gone.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import { meteredCost } from './metered-cost.ts'
import type { Adopted, Watch } from './watch.ts'

/** No burst looks after an instance that was taken over: it is metered here, and charged when it is seen gone. */
export function settleAdopted(
  watch: Watch,
  provider: Provider,
  adopted: Adopted,
  there: readonly ProviderInstance[],
  signal: AbortSignal,
): void {
  const { facts } = provider
  const instance = there.find(({ id }) => id === adopted.instanceId)
  const cost = instance && meteredCost(provider, instance, facts.clock.now())
  if (instance && cost && instance.billedFrom !== null) {
    const billedSeconds = (facts.clock.now() - instance.billedFrom) / 1000
    watch.metered.set(adopted.attempt, { billedSeconds, cost })
  }
  const key = `charge of ${adopted.attempt}`
  // Two looks at the same time must not charge it twice.
  if (!instance && !watch.proofs.has(key)) watch.proofs.set(key, charge(watch, provider, adopted, key, signal))
}

async function charge(
  watch: Watch,
  provider: Provider,
  adopted: Adopted,
  key: string,
  signal: AbortSignal,
): Promise<void> {
  try {
    await confirmGone(provider, { instanceId: adopted.instanceId, createdAt: 0 }, signal)
    const charged = await provider.cost(adopted.instanceId, signal)
    const seen = watch.metered.get(adopted.attempt) ?? null
    watch.chargeAdopted(adopted, provider, charged.kind === 'answer' ? charged.value : seen)
  } catch (error) {
    if (!signal.aborted)
      watch.log(`the end of ${adopted.instanceId} could not be charged and is looked at again`, error)
  } finally {
    watch.proofs.delete(key)
  }
}
