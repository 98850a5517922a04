import type { InstancesResult, InstanceView } from '../../../common/contract.ts'
import { costOfSeconds, toWireMoney, type Money } from '../../../common/money.ts'
import { askAll } from '../providers/answers.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import type { Identity } from './names.ts'

export type InstancesQuery = {
  readonly providers: readonly Provider[]
  readonly identity: Identity
  /** The burst that an attempt belongs to; null for one that the ledger does not know. */
  readonly burstOfAttempt: (attempt: string) => string | null
  /** Also what no longer runs, and what is not ours. */
  readonly all: boolean
  readonly wallNow: () => number
  readonly signal: AbortSignal
}

/** What every provider shows, whose it is and what it costs; who could not be asked is said (law 10). */
export async function listInstances(query: InstancesQuery): Promise<InstancesResult> {
  const { values, answers } = await askAll(query.providers, query.wallNow, async provider => {
    const listed = await provider.list(query.signal)
    return listed.kind === 'answer' ? { kind: 'answer', value: { provider, instances: listed.value } } : listed
  })
  const views = values.flatMap(({ provider, instances }) =>
    instances.map(instance => viewOf(provider, instance, query)),
  )
  return {
    instances: query.all ? views : views.filter(view => view.whose !== 'foreign' && view.billing !== 'none'),
    leftovers: [],
    providers: answers,
  }
}

function viewOf(
  provider: Provider,
  instance: ProviderInstance,
  { identity, burstOfAttempt }: InstancesQuery,
): InstanceView {
  const owner = identity.whoseIs(instance.name)
  const burstId = owner.whose === 'ours' ? burstOfAttempt(owner.attempt) : null
  const now = provider.facts.clock.now()
  return {
    id: instance.id,
    provider: provider.id,
    name: instance.name,
    state: instance.state,
    billing: instance.billing,
    whose: owner.whose === 'ours' && burstId === null ? 'orphaned' : owner.whose,
    burstId,
    createdAt: iso(instance.createdAt),
    uptimeSeconds: instance.billedFrom === null ? null : Math.max(0, (now - instance.billedFrom) / 1000),
    pricePerHour: toWireMoney(instance.pricePerHour),
    cost: costSoFar(provider, instance, now),
    endBy: instance.endBy === null ? null : iso(instance.endBy),
    deadMan: provider.facts.deadMan,
  }
}

/** By our own meter; what has ended is left to the ledger. */
function costSoFar(provider: Provider, { billedFrom, billing, pricePerHour }: ProviderInstance, now: number) {
  if (billing === 'none') return null
  const money: Money =
    billedFrom === null
      ? { ...pricePerHour, micros: 0 }
      : costOfSeconds(pricePerHour, (now - billedFrom) / 1000, provider.facts.billing).money
  return toWireMoney(money)
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
