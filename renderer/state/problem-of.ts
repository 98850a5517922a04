import { BurstError, type Problem } from '../../common/errors.ts'

/** What to show of anything that was thrown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof BurstError && error.problems[0]) return error.problems[0]
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'unexpected', message, remedy: 'Try again; the log of Burst in its home folder tells more.' }
}
