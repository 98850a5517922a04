import type { Provider, ProviderInstance } from './provider.ts'

/** An instance whose end is to be proven. `createdAt`: when its create left, ms on the provider's clock. */
export type Leaving = { readonly instanceId: string; readonly createdAt: number }

type Sight = 'there' | 'absent' | 'unknown'

/**
 * Resolves when an instance is seen gone (law 2): not found by id _and_ absent from a complete list, twice, at least
 * `goneSpacingMs` apart, and outside the time in which a young instance may be invisible.
 *
 * Has no deadline of its own: it asks until there is proof or the signal aborts. An answer that does not come proves
 * nothing; a sighting in between starts the proof anew.
 */
export async function confirmGone(provider: Provider, leaving: Leaving, signal: AbortSignal): Promise<void> {
  const { clock } = provider.facts
  let firstAbsence: number | null = null
  for (;;) {
    signal.throwIfAborted()
    const asked = clock.now()
    const isYoung = asked < leaving.createdAt + provider.facts.createVisibilityMs
    const sight = isYoung ? 'unknown' : await look(provider, leaving.instanceId, signal)
    if (sight === 'there') firstAbsence = null
    if (sight === 'absent') {
      firstAbsence ??= asked
      if (asked - firstAbsence >= provider.facts.goneSpacingMs) return
    }
    await clock.sleep(pauseMs(provider, firstAbsence), signal)
  }
}

/**
 * Whether a listed instance is only the trace of one that is over: some providers show it for a while. It is no proof
 * of an end, because its id must not be found either.
 */
export function isRemnant({ state, billing }: Pick<ProviderInstance, 'state' | 'billing'>): boolean {
  return state === 'gone' && billing === 'none'
}

async function look(provider: Provider, instanceId: string, signal: AbortSignal): Promise<Sight> {
  const found = await provider.get(instanceId, signal)
  if (found.kind === 'found') return 'there'
  const listed = await provider.list(signal, { withPrices: false })
  if (listed.kind === 'trouble') return 'unknown'
  if (listed.value.some(instance => instance.id === instanceId && !isRemnant(instance))) return 'there'
  return found.kind === 'not-found' ? 'absent' : 'unknown'
}

/** After a first absence straight to the instant at which a second one is the proof; then, and before, at a steady pace. */
function pauseMs({ facts }: Provider, firstAbsence: number | null): number {
  const isLeft = firstAbsence === null ? 0 : firstAbsence + facts.goneSpacingMs - facts.clock.now()
  return isLeft > 0 ? isLeft : facts.pollMs
}
