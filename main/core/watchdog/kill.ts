import type { KillReport } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Asked, Provider, ProviderInstance } from '../providers/provider.ts'
import { clearProvider, type Cleared } from './clear-provider.ts'
import type { Identity } from './names.ts'
import type { StopLatch } from './stop-latch.ts'

export type KillTools = {
  readonly providers: readonly Provider[]
  readonly identity: Identity
  /** Real time after which what is not proven is reported as unconfirmed, ms. */
  readonly budgetMs: number
  readonly signal: AbortSignal
}

/**
 * Ends every instance of this installation, and stops only when each provider gave two clean lists, the later one past
 * the time in which an instance may be invisible. Needs neither database, nor engine, nor SSH (law 5).
 *
 * The latch is set first, so that no create leaves any more. Foreign instances are never touched. BurstError
 * `latch-not-set`, after everything was ended all the same; rejects with the signal's reason where that came before the
 * proof.
 */
export async function killAll(tools: KillTools & { readonly latch: StopLatch }): Promise<KillReport> {
  const { providers, identity, latch } = tools
  const refusal = setLatch(latch)
  const is = ({ name }: ProviderInstance) => identity.whoseIs(name).whose === 'ours'
  const report = await reportOf(tools, async signal =>
    Promise.all(providers.map(async provider => await clearProvider(provider, { is, ids: [] }, signal))),
  )
  if (refusal) throw latchNotSet(report, refusal.reason)
  return report
}

/**
 * Ends one instance, by id or name. One of another installation only where `install` names that installation.
 *
 * BurstError where no provider that answered has it, or it is not ours to end; rejects with the signal's reason where
 * that came before the proof.
 */
export async function killInstance(
  tools: KillTools & { readonly instanceId: string; readonly install?: string },
): Promise<KillReport> {
  const { provider, instance } = await find(tools)
  const owner = tools.identity.whoseIs(instance.name)
  if (owner.whose === 'foreign' || (owner.whose === 'other-install' && owner.install !== tools.install))
    throw notOurs(instance, owner.whose === 'other-install' ? owner.install : null)
  const meant = { is: ({ id }: ProviderInstance) => id === instance.id, ids: [instance.id] }
  return await reportOf(tools, async signal => [await clearProvider(provider, meant, signal)])
}

async function reportOf(
  { budgetMs, signal }: KillTools,
  work: (signal: AbortSignal) => Promise<readonly Cleared[]>,
): Promise<KillReport> {
  const started = performance.now()
  const cleared = await work(AbortSignal.any([signal, AbortSignal.timeout(budgetMs)]))
  if (cleared.some(({ answer }) => !answer.ok)) signal.throwIfAborted()
  return {
    terminated: cleared.flatMap(({ terminated }) => terminated),
    alreadyGone: cleared.flatMap(({ alreadyGone }) => alreadyGone),
    unconfirmed: cleared.flatMap(({ unconfirmed }) => unconfirmed),
    providers: cleared.map(({ answer }) => answer),
    seconds: (performance.now() - started) / 1000,
  }
}

/** A disk may be full, or a home not be writable: what runs must end all the same. */
function setLatch(latch: StopLatch): { readonly reason: unknown } | null {
  try {
    latch.set()
    return null
  } catch (reason) {
    return { reason }
  }
}

type Found = { readonly provider: Provider; readonly instance: ProviderInstance }

async function find({
  providers,
  instanceId,
  budgetMs,
  signal,
}: KillTools & { readonly instanceId: string }): Promise<Found> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)])
  const asked = await Promise.all(
    providers.map(async provider => ({ provider, listed: await listOf(provider, bounded) })),
  )
  signal.throwIfAborted()
  for (const { provider, listed } of asked) {
    const instances = listed.kind === 'answer' ? listed.value : []
    const instance = instances.find(({ id, name }) => id === instanceId || name === instanceId)
    if (instance) return { provider, instance }
  }
  const silent = asked.flatMap(({ provider, listed }) =>
    listed.kind === 'trouble' ? [`${provider.id}: ${listed.trouble.message}`] : [],
  )
  throw silent.length === 0 ? notFound(instanceId) : notAsked(instanceId, silent)
}

async function listOf(provider: Provider, signal: AbortSignal): Promise<Asked<readonly ProviderInstance[]>> {
  try {
    return await provider.list(signal)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'trouble', trouble: { reason: signal.aborted ? 'timeout' : 'bad-answer', message } }
  }
}

function notFound(instanceId: string): BurstError {
  const message = `No provider shows an instance ${instanceId}.`
  const remedy = '`burst instances` lists what there is.'
  return new BurstError('usage', [{ code: 'no-such-instance', message, remedy }])
}

function notAsked(instanceId: string, silent: readonly string[]): BurstError {
  const message = `${instanceId} was not found where an answer came; ${silent.join('; ')}.`
  return new BurstError('provider', [
    { code: 'provider-unreachable', message, remedy: 'Try again: it may still be billing.' },
  ])
}

function notOurs({ id, name }: ProviderInstance, install: string | null): BurstError {
  return new BurstError('refused', [
    {
      code: install === null ? 'foreign-instance' : 'other-installation',
      message: `${id} (${name}) was not rented by this installation.`,
      remedy:
        install === null
          ? 'End it where it was rented: Burst touches nothing that is not its own.'
          : `If you mean it, add --install ${install}.`,
    },
  ])
}

function latchNotSet(report: KillReport, cause: unknown): BurstError {
  const reason = cause instanceof Error ? cause.message : String(cause)
  const message = `What ran was told to end, but the stop latch could not be set: ${reason}. New instances may be rented.`
  const remedy = 'Stop every Burst that runs, make room in the home folder, and give the command again.'
  return new BurstError('failed', [{ code: 'latch-not-set', message, remedy, details: report }], { cause })
}
