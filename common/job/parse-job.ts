import type { z } from 'zod'
import { BurstError, type Problem } from '../errors.ts'
import { faultsOfItems } from './file-names.ts'
import { JobManifest } from './job.ts'
import { faultyOffset, placeOfOffset } from './json-place.ts'

/** A broken file of 38,000 prompts needs no 38,000 messages. */
const MOST_PROBLEMS = 20

/**
 * Reads a job manifest 1.0. `file` is named in messages as it is given.
 *
 * Throws a BurstError of kind `usage`: where the text is no JSON with line and column, else with the path of each value
 * that is wrong (`prompts[3].filename`).
 */
export function parseJob(text: string, file: string): JobManifest {
  const parsed = JobManifest.safeParse(parseText(text, file))
  const problems = parsed.success ? faultsOfItems(parsed.data.prompts) : parsed.error.issues.map(problemOf)
  if (parsed.success && problems.length === 0) return parsed.data
  throw new BurstError(
    'usage',
    problems.slice(0, MOST_PROBLEMS).map(problem => ({ ...problem, file })),
  )
}

function parseText(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const place = placeOfOffset(text, faultyOffset(text))
    const message = `${file} is not JSON: ${reason.replace(/ in JSON at position.*$/s, '')}.`
    const remedy = 'Correct the syntax at that place.'
    throw new BurstError('usage', [{ code: 'job-syntax', message, remedy, file, ...place }], { cause })
  }
}

function problemOf(issue: z.core.$ZodIssue): Problem {
  return {
    code: 'job-invalid',
    message: `${pathOf(issue.path) || 'the manifest'}: ${issue.message}.`,
    remedy: remedyFor(issue.path),
  }
}

function pathOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : `${text}${text === '' ? '' : '.'}${String(part)}`),
    '',
  )
}

function remedyFor(path: readonly PropertyKey[]): string {
  const field = path.at(-1)
  if (field === 'width' || field === 'height')
    return 'Use whole pixels from 16 to 16384 that can be divided by 8, as in 512.'
  if (field === 'version') return 'Burst reads version "1.0" of the job manifest.'
  return 'Correct the value; `burst expand TEMPLATE --job OUT.json` writes a manifest to compare with.'
}
