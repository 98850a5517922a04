import type { KillReport, ProviderAnswer } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'
import type { Identity } from './names.ts'
import type { StopLatch } from './stop-latch.ts'

export type KillTools = {
  readonly providers: readonly Provider[]
  readonly identity: Identity
  /** Real time after which what is not proven is reported as unconfirmed, ms. */
  readonly budgetMs: number
  readonly signal: AbortSignal
}

type Tally = { terminated: Set<string>; alreadyGone: Set<string>; unconfirmed: Set<string> }

/** Between two rounds at least this long in real time, however fast the provider's clock runs. */
const ROUND_MS = 20

/**
 * Ends every instance of this installation, and stops only when each provider gave two clean lists, the later one past
 * the time in which an instance may be invisible. Needs neither database, nor engine, nor SSH (law 5).
 *
 * The latch is set first, so that no create leaves any more. Foreign instances are never touched.
 */
export async function killAll(tools: KillTools & { readonly latch: StopLatch }): Promise<KillReport> {
  tools.latch.set()
  const isMeant = ({ name }: ProviderInstance) => tools.identity.whoseIs(name).whose === 'ours'
  return await reported(tools, async (provider, tally, signal) => await clear(provider, isMeant, tally, signal))
}

/**
 * Ends one instance, by id or name. One of another installation only where `install` names that installation.
 *
 * BurstError where no provider that answered has it, or it is not ours to end.
 */
export async function killInstance(
  tools: KillTools & { readonly instanceId: string; readonly install?: string },
): Promise<KillReport> {
  const home = await findHome(tools)
  if ('asked' in home) throw notFound(tools.instanceId, home.asked)
  const { provider, instance } = home
  const owner = tools.identity.whoseIs(instance.name)
  if (owner.whose === 'foreign' || (owner.whose === 'other-install' && owner.install !== tools.install))
    throw notOurs(instance, owner.whose === 'other-install' ? owner.install : null)
  const isMeant = ({ id }: ProviderInstance) => id === instance.id
  return await reported(
    { ...tools, providers: [provider] },
    async (only, tally, signal) => await clear(only, isMeant, tally, signal),
  )
}

/** Rounds of list and terminate at one provider, until two clean lists far enough apart. */
async function clear(
  provider: Provider,
  isMeant: (instance: ProviderInstance) => boolean,
  tally: Tally,
  signal: AbortSignal,
): Promise<void> {
  const { clock } = provider.facts
  const began = clock.now()
  let firstClean: number | null = null
  for (;;) {
    const asked = clock.now()
    const listed = await provider.list(signal)
    const present = listed.kind === 'answer' ? listed.value.filter(isMeant) : null
    if (present !== null && present.length > 0) firstClean = null
    for (const { id } of present ?? []) await endOne(provider, id, tally, signal)
    if (present?.length === 0 && (await areUnknown(provider, tally, signal))) {
      firstClean ??= asked
      const isLate = asked >= began + provider.facts.createVisibilityMs
      if (isLate && asked - firstClean >= provider.facts.goneSpacingMs) return
    }
    await clock.sleep(Math.max(provider.facts.pollMs, ROUND_MS), signal)
  }
}

async function endOne(provider: Provider, id: string, tally: Tally, signal: AbortSignal): Promise<void> {
  tally.unconfirmed.add(id)
  const answer = await provider.terminate(id, signal)
  if (answer.kind === 'accepted') tally.terminated.add(id)
  if (answer.kind === 'not-found' && !tally.terminated.has(id)) tally.alreadyGone.add(id)
}

/** Absent from the list is half of the proof; the other half is that nobody knows the id. */
async function areUnknown(provider: Provider, tally: Tally, signal: AbortSignal): Promise<boolean> {
  const answers = await Promise.all([...tally.unconfirmed].map(async id => await provider.get(id, signal)))
  return answers.every(answer => answer.kind === 'not-found')
}

async function reported(
  { providers, budgetMs, signal }: KillTools,
  work: (provider: Provider, tally: Tally, signal: AbortSignal) => Promise<void>,
): Promise<KillReport> {
  const started = performance.now()
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(budgetMs)])
  const outcomes = await Promise.all(providers.map(async provider => await outcomeAt(provider, work, bounded)))
  const all = (pick: (tally: Tally) => Iterable<string>) => outcomes.flatMap(({ tally }) => [...pick(tally)])
  return {
    terminated: all(({ terminated, unconfirmed }) => without(terminated, unconfirmed)),
    alreadyGone: all(({ alreadyGone, unconfirmed }) => without(alreadyGone, unconfirmed)),
    unconfirmed: all(({ unconfirmed }) => unconfirmed),
    providers: outcomes.map(({ answer }) => answer),
    seconds: (performance.now() - started) / 1000,
  }
}

function without(ids: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...ids].filter(id => !others.has(id))
}

async function outcomeAt(
  provider: Provider,
  work: (provider: Provider, tally: Tally, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<{ tally: Tally; answer: ProviderAnswer }> {
  const tally: Tally = { terminated: new Set(), alreadyGone: new Set(), unconfirmed: new Set() }
  const answer = { provider: provider.id, askedAt: new Date().toISOString() }
  try {
    await work(provider, tally, signal)
    tally.unconfirmed.clear()
    return { tally, answer: { ...answer, ok: true } }
  } catch (error) {
    const why = signal.aborted ? 'stopped before the end was proven' : String(error)
    return { tally, answer: { ...answer, ok: false, error: why } }
  }
}

async function findHome({ providers, instanceId, signal }: KillTools & { readonly instanceId: string }) {
  const silent: string[] = []
  for (const provider of providers) {
    const listed = await provider.list(signal)
    if (listed.kind !== 'answer') silent.push(`${provider.id}: ${listed.trouble.message}`)
    const instance =
      listed.kind === 'answer'
        ? listed.value.find(({ id, name }) => id === instanceId || name === instanceId)
        : undefined
    if (instance) return { provider, instance }
  }
  return { asked: silent }
}

function notFound(instanceId: string, silent: readonly string[]): BurstError {
  const isSure = silent.length === 0
  return new BurstError(isSure ? 'usage' : 'provider', [
    {
      code: isSure ? 'no-such-instance' : 'provider-unreachable',
      message: isSure
        ? `No provider shows an instance ${instanceId}.`
        : `Not found where an answer came; ${silent.join('; ')}.`,
      remedy: isSure ? '`burst instances` lists what there is.' : 'Try again: it may still be billing.',
    },
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
