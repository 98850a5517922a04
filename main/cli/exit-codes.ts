import type { ExitKind } from '../../common/errors.ts'

/** How a command came out: done, or the kind of failure. */
export type Outcome = 'done' | ExitKind

/** The promise to scripts: every way a command can end has one number. */
export const EXIT_CODES = {
  done: 0,
  failed: 1,
  usage: 2,
  incomplete: 3,
  refused: 4,
  provider: 5,
  cancelled: 130,
} as const satisfies Record<Outcome, number>
