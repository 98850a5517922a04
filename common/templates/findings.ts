import { distance as editDistance } from 'fastest-levenshtein'
import { BurstError, type Problem } from '../errors.ts'
import { MAX_TEXT } from './bounded-text.ts'
import type { Place } from './yaml/node.ts'

/** A place in a named file; the file's path is as people know it. */
export type Spot = { readonly file: string; readonly place: Place }

/** What has been found so far. Functions add to it and go on, so that all mistakes are reported together. */
export type Findings = { readonly problems: Problem[]; readonly warnings: Problem[] }

/** More than this nobody reads, and a broken pool may have thousands. */
const MAX_REPORTED = 50

export const newFindings = (): Findings => ({ problems: [], warnings: [] })

/** The names concerned, for programs; `cause` where one problem stands for another. */
export type ProblemDetails = { readonly subjects?: readonly string[]; readonly [key: string]: unknown }

export function problemAt(
  spot: Spot | null,
  code: string,
  message: string,
  remedy: string,
  details?: ProblemDetails,
): Problem {
  return {
    code,
    message,
    remedy,
    ...(spot ? { file: spot.file, line: spot.place.line, column: spot.place.column } : {}),
    ...(details ? { details } : {}),
  }
}

/** Ends the work if anything is wrong; the error carries every problem. */
export function throwProblems(findings: Findings): void {
  if (findings.problems.length > 0) throw new BurstError('usage', findings.problems.slice(0, MAX_REPORTED))
}

/** A text has outgrown what one prompt may hold. */
export const textTooLong = (spot: Spot): Problem =>
  problemAt(
    spot,
    'text-too-long',
    `The text would be longer than ${MAX_TEXT} characters.`,
    'Shorten it, or refer to fewer chunks.',
  )

/** `Did you mean X?` with a blank in front, or nothing where no known name is near. */
export function didYouMean(name: string, known: Iterable<string>): string {
  const near = nearest(name, known)
  return near === null ? '' : ` Did you mean ${near}?`
}

/** The known name that is most like `name`, or null if none is near enough to be a slip of the fingers. */
export function nearest(name: string, known: Iterable<string>): string | null {
  const bound = Math.max(1, Math.floor(name.length / 3))
  let best: { name: string; distance: number } | null = null
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) > bound) continue
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase())
    if (distance <= bound && (best === null || distance < best.distance)) best = { name: candidate, distance }
  }
  return best?.name ?? null
}
