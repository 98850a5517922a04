import type { Provider, ProviderInstance } from '../providers/provider.ts'
import type { Watch } from './watch.ts'

/** What accounts hold beside instances is looked at so rarely, real ms. */
const TIDY_EVERY_MS = 3_600_000

/** Keys and credentials that were made for an instance of ours, and that nothing needs any more, are taken away. */
export async function tidyAccount(
  watch: Watch,
  provider: Provider,
  there: readonly ProviderInstance[],
  signal: AbortSignal,
): Promise<void> {
  const last = watch.tidied.get(provider.id)
  if (last !== undefined && watch.wallNow() - last < TIDY_EVERY_MS) return
  const left = await provider.leftovers(signal)
  if (left.kind === 'trouble') throw new Error(left.trouble.message)
  watch.tidied.set(provider.id, watch.wallNow())
  for (const { kind, name } of left.value) {
    if (kind !== 'ssh-key' && kind !== 'credential') continue
    const owner = watch.identity.whoseIs(name)
    if (owner.whose !== 'ours' || watch.stateOfAttempt(owner.attempt) !== 'closed') continue
    if (there.some(instance => instance.name === name)) continue
    const answer = await provider.tidy(name, signal)
    if (answer.kind === 'trouble') throw new Error(answer.trouble.message)
    watch.tell({
      type: 'tidied',
      provider: provider.id,
      instanceId: null,
      rule: null,
      message: `${kind} ${name} is taken away`,
    })
  }
}
