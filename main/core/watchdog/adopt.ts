import { BurstError } from '../../../common/errors.ts'
import { askAll } from '../providers/answers.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import { ADOPTED, insertLedgerEntry, stateOfAttempt } from '../storage/ledger-store.ts'
import { inTransaction, type Db } from '../storage/database.ts'
import type { LedgerEntry } from '../spend/ledger.ts'
import type { Identity } from './names.ts'

export type AdoptTools = {
  readonly db: Db
  readonly providers: readonly Provider[]
  readonly identity: Identity
  readonly wallNow: () => number
  readonly signal: AbortSignal
}

/**
 * Takes over an instance of ours that the ledger lost, by id or name: from here on it is known, its rules and limits are
 * those of every instance, and its end is charged. What it makes is not brought home: nobody knows what that is.
 *
 * BurstError where no provider shows it, where it is not ours, or where the ledger knows it.
 */
export async function adoptInstance(tools: AdoptTools & { readonly instanceId: string }): Promise<void> {
  const { provider, instance, attempt } = await findOurs(tools)
  const state = stateOfAttempt(tools.db, attempt)
  if (state !== 'unknown')
    throw problem(
      'usage',
      'known-instance',
      `The ledger knows ${instance.id} already.`,
      state === 'open' ? 'Nothing is needed.' : 'Its work is over: the watchdog ends it.',
    )
  if (instance.pricePerHour === null)
    throw problem(
      'provider',
      'no-price',
      `${provider.id} does not say what ${instance.id} costs.`,
      `End it with \`burst kill ${instance.id} --confirm\`.`,
    )
  const common = {
    at: tools.wallNow(),
    provider: provider.id,
    burstId: ADOPTED,
    lane: 0,
    attempt,
    instanceId: instance.id,
    billedSeconds: null,
    cost: null,
    split: null,
    images: null,
    money: instance.pricePerHour,
  }
  const entries: LedgerEntry['entry'][] = ['create-intended', 'created', 'meter-started']
  inTransaction(tools.db, { durable: true }, () => {
    for (const entry of entries) insertLedgerEntry(tools.db, { ...common, entry })
  })
}

type Found = { readonly provider: Provider; readonly instance: ProviderInstance; readonly attempt: string }

async function findOurs({
  providers,
  identity,
  instanceId,
  wallNow,
  signal,
}: AdoptTools & { readonly instanceId: string }): Promise<Found> {
  const { values, answers } = await askAll(
    providers,
    wallNow,
    async (provider, bounded) => {
      const listed = await provider.list(bounded)
      return listed.kind === 'answer' ? { kind: 'answer', value: { provider, instances: listed.value } } : listed
    },
    signal,
  )
  for (const { provider, instances } of values) {
    const instance = instances.find(({ id, name }) => id === instanceId || name === instanceId)
    if (!instance) continue
    const owner = identity.whoseIs(instance.name)
    if (owner.whose === 'ours') return { provider, instance, attempt: owner.attempt }
    throw problem('refused', 'not-ours', `${instance.id} was not rented by this installation.`, 'It is left alone.')
  }
  const silent = answers.filter(({ ok }) => !ok).map(({ provider }) => provider)
  throw silent.length > 0
    ? problem('provider', 'provider-unreachable', `${silent.join(', ')} could not be asked.`, 'Try again.')
    : problem(
        'usage',
        'no-such-instance',
        `No provider shows an instance ${instanceId}.`,
        '`burst instances` lists what there is.',
      )
}

function problem(exit: 'usage' | 'refused' | 'provider', code: string, message: string, remedy: string): BurstError {
  return new BurstError(exit, [{ code, message, remedy }])
}
