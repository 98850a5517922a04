import type { InstancesResult, InstanceView, LeftoverView } from '../../../common/contract.ts'
import { toWireMoney } from '../../../common/money.ts'
import { askAll } from '../providers/answers.ts'
import { isRemnant } from '../providers/confirm-gone.ts'
import type { Asked, Leftover, Provider, ProviderInstance } from '../providers/provider.ts'
import { ADOPTED } from '../storage/ledger-store.ts'
import { meteredCost } from './metered-cost.ts'
import type { Identity } from './names.ts'

export type InstancesQuery = {
  readonly providers: readonly Provider[]
  readonly identity: Identity
  /** The burst that an attempt belongs to; null for one that the ledger does not know. */
  readonly burstOfAttempt: (attempt: string) => string | null
  /** When the instance of an attempt ends itself, as the record has it; null where there is none. */
  readonly endByOfAttempt: (attempt: string) => number | null
  /** Also the traces of what is over, and what is not ours. */
  readonly all: boolean
  /** Also what lies about on accounts; that takes more calls. */
  readonly withLeftovers: boolean
  readonly wallNow: () => number
  readonly signal: AbortSignal
}

/** What every provider shows, whose it is and what it costs; who could not be asked is said (law 10). */
export async function listInstances(query: InstancesQuery): Promise<InstancesResult> {
  const { values, answers } = await askAll(
    query.providers,
    query.wallNow,
    async (provider, signal) => {
      const listed = await provider.list(signal)
      if (listed.kind !== 'answer') return listed
      const beside = query.withLeftovers ? await provider.leftovers(signal) : NOTHING
      if (beside.kind !== 'answer') return beside
      return { kind: 'answer', value: { provider, instances: listed.value, leftovers: beside.value } }
    },
    query.signal,
  )
  // One whose meter does not run yet, or perhaps no longer, is there all the same.
  const views = values.flatMap(({ provider, instances }) =>
    instances.filter(instance => query.all || !isRemnant(instance)).map(instance => viewOf(provider, instance, query)),
  )
  return {
    instances: query.all ? views : views.filter(({ whose }) => whose !== 'foreign'),
    leftovers: values.flatMap(leftoversOf),
    providers: answers,
  }
}

const NOTHING: Asked<readonly Leftover[]> = { kind: 'answer', value: [] }

/** What an instance that is there was given is no leftover. */
function leftoversOf({
  instances,
  leftovers,
}: {
  instances: readonly ProviderInstance[]
  leftovers: readonly Leftover[]
}): LeftoverView[] {
  return leftovers
    .filter(
      ({ kind, name }) =>
        (kind !== 'ssh-key' && kind !== 'credential') || !instances.some(instance => instance.name === name),
    )
    .map(({ pricePerMonth, ...leftover }) => ({
      ...leftover,
      pricePerMonth: pricePerMonth && toWireMoney(pricePerMonth),
    }))
}

function viewOf(
  provider: Provider,
  instance: ProviderInstance,
  { identity, burstOfAttempt, endByOfAttempt }: InstancesQuery,
): InstanceView {
  const owner = identity.whoseIs(instance.name)
  const burstId = owner.whose === 'ours' ? burstOfAttempt(owner.attempt) : null
  const now = provider.facts.clock.now()
  // Where no provider keeps it the instance does, if it can end itself at all.
  const kept = owner.whose === 'ours' && provider.facts.deadMan !== 'none' ? endByOfAttempt(owner.attempt) : null
  const endBy = instance.endBy ?? kept
  const cost = meteredCost(provider, instance, now)
  return {
    id: instance.id,
    provider: provider.id,
    name: instance.name,
    state: instance.state,
    billing: instance.billing,
    whose: owner.whose === 'ours' && burstId === null ? 'orphaned' : owner.whose,
    burstId: burstId === ADOPTED ? null : burstId,
    createdAt: iso(instance.createdAt),
    uptimeSeconds: instance.billedFrom === null ? null : Math.max(0, (now - instance.billedFrom) / 1000),
    pricePerHour: instance.pricePerHour && toWireMoney(instance.pricePerHour),
    cost: cost && toWireMoney(cost),
    endBy: endBy === null ? null : iso(endBy),
    deadMan: provider.facts.deadMan,
  }
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
