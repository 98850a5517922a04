import type { Provider } from '../core/providers/provider.ts'
import { flagError } from './usage-error.ts'

/**
 * The providers at which everything is to be ended: all, or the one that was named; in a drill only practice ones.
 *
 * A name that nobody has is refused: to ask nobody would look like a clean end.
 */
export function meantProviders(
  providers: readonly Provider[],
  { provider, drill }: { readonly provider?: string; readonly drill: boolean },
): Provider[] {
  const known = providers.filter(({ facts }) => !drill || facts.simulated)
  const meant = known.filter(({ id }) => provider === undefined || id === provider)
  if (meant.length > 0 || provider === undefined) return meant
  throw flagError(
    'unknown-provider',
    `--provider ${provider} names no provider${drill ? ' for a drill' : ' that is set up'}.`,
    `Name one of: ${known.map(({ id }) => id).join(', ') || '(none is set up)'}.`,
  )
}
