import { BurstError } from '../../../common/errors.ts'

/** The one id that is meant: the whole of it, or a beginning that only one has. BurstError of kind `usage` otherwise. */
export function resolveBurstId(ids: readonly string[], given: string): string {
  if (ids.includes(given)) return given
  const meant = ids.filter(id => id.startsWith(given))
  const [only] = meant
  if (only !== undefined && meant.length === 1) return only
  throw new BurstError('usage', [
    meant.length === 0
      ? {
          code: 'unknown-burst',
          message: `There is no burst ${given}.`,
          remedy: 'See `burst list` for the bursts there are.',
        }
      : {
          code: 'ambiguous-burst',
          message: `${given} may mean ${meant.slice(0, 5).join(', ')}.`,
          remedy: 'Write more of the id.',
        },
  ])
}
