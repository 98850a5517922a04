import type { ProviderAnswer } from '../../../common/contract.ts'
import { isRemnant } from '../providers/confirm-gone.ts'
import type { Provider, ProviderInstance, Trouble } from '../providers/provider.ts'

/** What is to be ended at a provider. */
export type Meant = {
  readonly is: (instance: ProviderInstance) => boolean
  /** Known already: looked up by id, whatever a list says. */
  readonly ids: readonly string[]
}

/** Ids by what became of them, and whether their end, and that of everything else that is meant, was proven. */
export type Cleared = {
  readonly terminated: readonly string[]
  readonly alreadyGone: readonly string[]
  readonly unconfirmed: readonly string[]
  readonly answer: ProviderAnswer
}

/** What a round found: nothing is left, something may be, or somebody did not answer. */
type Round = { readonly kind: 'clean' } | { readonly kind: 'left' } | { readonly kind: 'trouble'; trouble: Trouble }

/** Credentials that were refused so often in a row do not heal by asking: people must know at once. */
const MOST_REFUSALS = 3

/**
 * Lists and ends in rounds until nothing that is meant is left: two clean rounds at least `goneSpacingMs` apart, the
 * later one past the time in which an instance whose create had just left may be invisible.
 *
 * Never rejects. When the signal aborts, or credentials are refused, what was met and is not proven gone is unconfirmed.
 */
export async function clearProvider(provider: Provider, meant: Meant, signal: AbortSignal): Promise<Cleared> {
  const { clock, createVisibilityMs, goneSpacingMs, pollMs } = provider.facts
  const began = clock.now()
  /** Whether an order to end was accepted, by id. */
  const met = new Map(meant.ids.map(id => [id, false]))
  let firstClean: number | null = null
  let refusals = 0
  let error = 'the end was not proven in time'
  while (!signal.aborted && refusals < MOST_REFUSALS) {
    const asked = clock.now()
    const round = await clearOnce(provider, meant, met, signal)
    refusals = round.kind === 'trouble' && round.trouble.reason === 'auth' ? refusals + 1 : 0
    if (round.kind === 'trouble' && !signal.aborted) error = round.trouble.message
    if (round.kind === 'left') firstClean = null
    if (round.kind === 'clean') {
      firstClean ??= asked
      if (asked - firstClean >= goneSpacingMs && asked >= began + createVisibilityMs) return provenOf(provider, met)
    }
    await clock.sleep(pollMs, signal).catch(() => undefined)
  }
  return unprovenOf(provider, met, error)
}

/** Whatever goes wrong in a round is no reason to give up what runs. */
async function clearOnce(
  provider: Provider,
  meant: Meant,
  met: Map<string, boolean>,
  signal: AbortSignal,
): Promise<Round> {
  try {
    return await endWhatIsLeft(provider, meant, met, signal)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { kind: 'trouble', trouble: { reason: 'bad-answer', message } }
  }
}

async function endWhatIsLeft(
  provider: Provider,
  { is }: Meant,
  met: Map<string, boolean>,
  signal: AbortSignal,
): Promise<Round> {
  const listed = await provider.list(signal, { withPrices: false })
  const shown = listed.kind === 'answer' ? listed.value.filter(found => is(found) && !isRemnant(found)) : []
  for (const { id } of shown) if (!met.has(id)) met.set(id, false)
  // First the orders: questions take turns that these need.
  await Promise.all(shown.map(async ({ id }) => await end(provider, id, met, signal)))
  // A list may be stale: what was met once and is not shown is also asked for by its id.
  const unseen = [...met.keys()].filter(id => !shown.some(instance => instance.id === id))
  const found = await Promise.all(unseen.map(async id => ({ id, answer: await provider.get(id, signal) })))
  const hidden = found.filter(({ answer }) => answer.kind === 'found')
  await Promise.all(hidden.map(async ({ id }) => await end(provider, id, met, signal)))
  if (shown.length + hidden.length > 0) return { kind: 'left' }
  if (listed.kind === 'trouble') return listed
  return found.map(({ answer }) => answer).find(answer => answer.kind === 'trouble') ?? { kind: 'clean' }
}

async function end(provider: Provider, id: string, met: Map<string, boolean>, signal: AbortSignal): Promise<void> {
  const answer = await provider.terminate(id, signal)
  if (answer.kind === 'accepted') met.set(id, true)
}

function provenOf(provider: Provider, met: ReadonlyMap<string, boolean>): Cleared {
  const ids = [...met.keys()]
  return {
    terminated: ids.filter(id => met.get(id) === true),
    alreadyGone: ids.filter(id => met.get(id) === false),
    unconfirmed: [],
    answer: { provider: provider.id, ok: true, askedAt: new Date().toISOString() },
  }
}

function unprovenOf(provider: Provider, met: ReadonlyMap<string, boolean>, error: string): Cleared {
  return {
    terminated: [],
    alreadyGone: [],
    unconfirmed: [...met.keys()],
    answer: { provider: provider.id, ok: false, askedAt: new Date().toISOString(), error },
  }
}
