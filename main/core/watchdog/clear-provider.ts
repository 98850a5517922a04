import type { ProviderAnswer } from '../../../common/contract.ts'
import { isRemnant } from '../providers/confirm-gone.ts'
import type { Provider, ProviderInstance } from '../providers/provider.ts'

/** Ids by what became of them, and whether the provider was asked to the end. */
export type Cleared = {
  readonly terminated: readonly string[]
  readonly alreadyGone: readonly string[]
  readonly unconfirmed: readonly string[]
  readonly answer: ProviderAnswer
}

/** What a round found out: nothing is left, something may be, or nobody could tell. */
type Round = { readonly kind: 'clean' } | { readonly kind: 'left' } | { readonly kind: 'trouble'; message: string }

/**
 * Lists and ends in rounds until nothing that is `meant` is left: two clean rounds, far enough apart, the later one
 * past the time in which an instance whose create had just left may be invisible.
 *
 * Never rejects: when the signal aborts, what was met and is not proven gone is unconfirmed.
 */
export async function clearProvider(
  provider: Provider,
  meant: (instance: ProviderInstance) => boolean,
  signal: AbortSignal,
): Promise<Cleared> {
  const { clock, createVisibilityMs, goneSpacingMs, pollMs } = provider.facts
  const began = clock.now()
  /** Whether an order to end was accepted, by id. */
  const met = new Map<string, boolean>()
  let firstClean: number | null = null
  let trouble = 'it did not answer in time'
  try {
    for (;;) {
      const asked = clock.now()
      const round = await clearOnce(provider, meant, met, signal)
      if (round.kind === 'trouble') trouble = round.message
      if (round.kind === 'left') firstClean = null
      if (round.kind === 'clean') {
        firstClean ??= asked
        if (asked - firstClean >= goneSpacingMs && asked >= began + createVisibilityMs) return clearedOf(provider, met)
      }
      await clock.sleep(pollMs, signal)
    }
  } catch (error) {
    if (!signal.aborted) trouble = error instanceof Error ? error.message : String(error)
    return unprovenOf(provider, met, trouble)
  }
}

async function clearOnce(
  provider: Provider,
  meant: (instance: ProviderInstance) => boolean,
  met: Map<string, boolean>,
  signal: AbortSignal,
): Promise<Round> {
  const listed = await provider.list(signal)
  if (listed.kind === 'trouble') return { kind: 'trouble', message: listed.trouble.message }
  const left = listed.value.filter(instance => meant(instance) && !isRemnant(instance))
  for (const { id } of left) if (!met.has(id)) met.set(id, false)
  const states = await Promise.all([...met.keys()].map(async id => await stateOf(provider, id, signal)))
  const remaining = new Set([
    ...left.map(({ id }) => id),
    ...states.filter(({ is }) => is === 'there').map(({ id }) => id),
  ])
  await Promise.all([...remaining].map(async id => await end(provider, id, met, signal)))
  if (remaining.size > 0) return { kind: 'left' }
  const unclear = states.find(({ is }) => is === 'unknown')
  return unclear ? { kind: 'trouble', message: `${unclear.id} could not be looked up` } : { kind: 'clean' }
}

async function stateOf(provider: Provider, id: string, signal: AbortSignal) {
  const found = await provider.get(id, signal)
  if (found.kind === 'found') return { id, is: isRemnant(found.instance) ? ('gone' as const) : ('there' as const) }
  return { id, is: found.kind === 'not-found' ? ('gone' as const) : ('unknown' as const) }
}

async function end(provider: Provider, id: string, met: Map<string, boolean>, signal: AbortSignal): Promise<void> {
  const answer = await provider.terminate(id, signal)
  if (answer.kind === 'accepted') met.set(id, true)
}

function clearedOf(provider: Provider, met: ReadonlyMap<string, boolean>): Cleared {
  const ids = [...met.keys()]
  return {
    terminated: ids.filter(id => met.get(id) === true),
    alreadyGone: ids.filter(id => met.get(id) !== true),
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
