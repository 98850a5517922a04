import { z } from 'zod'

/** One thing that is wrong: what, where, and what to do about it. */
export const Problem = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  file: z.string().optional(),
  line: z.int().optional(),
  column: z.int().optional(),
  details: z.unknown().optional(),
})
export type Problem = z.infer<typeof Problem>

/** What kind of failure it is; the command line turns it into its exit code. */
export const ExitKind = z.enum(['failed', 'usage', 'incomplete', 'refused', 'provider', 'cancelled'])
export type ExitKind = z.infer<typeof ExitKind>

/** An error a person can act on. Carries at least one problem; the first is the headline. */
export class BurstError extends Error {
  override name = 'BurstError'
  readonly exit: ExitKind
  readonly problems: readonly Problem[]
  constructor(exit: ExitKind, problems: readonly Problem[], options?: ErrorOptions) {
    super(problems.map(problem => problem.message).join('\n'), options)
    this.exit = exit
    this.problems = problems
  }
}
