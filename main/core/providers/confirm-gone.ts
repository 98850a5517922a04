import type { Provider } from './provider.ts'

/**
 * Resolves when an instance is seen gone (law 2): not found by id _and_ absent from a complete list, twice, at least
 * `goneSpacingMs` apart, and outside the time in which a young instance may be invisible.
 *
 * Has no deadline of its own: it asks until there is proof or the signal aborts. An answer that does not come proves
 * nothing; a sighting in between starts the proof anew. `createdAt` is ms on the provider's clock.
 */
export async function confirmGone(
  provider: Provider,
  { instanceId, createdAt }: { instanceId: string; createdAt: number },
  signal: AbortSignal,
): Promise<void> {
  const { clock } = provider.facts
  let firstAbsence: number | null = null
  for (;;) {
    const asked = clock.now()
    const sight =
      asked < createdAt + provider.facts.createVisibilityMs ? 'unknown' : await look(provider, instanceId, signal)
    if (sight === 'there') firstAbsence = null
    if (sight === 'absent') {
      firstAbsence ??= asked
      if (asked - firstAbsence >= provider.facts.goneSpacingMs) return
    }
    await clock.sleep(pause(provider, asked, firstAbsence, createdAt), signal)
  }
}

async function look(
  provider: Provider,
  instanceId: string,
  signal: AbortSignal,
): Promise<'there' | 'absent' | 'unknown'> {
  const found = await provider.get(instanceId, signal)
  if (found.kind === 'found') return 'there'
  const listed = await provider.list(signal)
  if (listed.kind === 'answer' && listed.value.some(({ id }) => id === instanceId)) return 'there'
  return found.kind === 'not-found' && listed.kind === 'answer' ? 'absent' : 'unknown'
}

/** Not before the next look can prove anything. */
function pause(provider: Provider, now: number, firstAbsence: number | null, createdAt: number): number {
  const { pollMs, goneSpacingMs, createVisibilityMs } = provider.facts
  const useful = firstAbsence === null ? createdAt + createVisibilityMs : firstAbsence + goneSpacingMs
  return Math.max(1, firstAbsence === null ? Math.min(pollMs, Math.max(useful - now, pollMs)) : useful - now)
}
