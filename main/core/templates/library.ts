import path from 'node:path'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { expandTemplate } from '../../../common/templates/expand.ts'
import { listPromptFiles } from './folders.ts'
import { loadTemplate } from './load.ts'

export type TemplateListing = {
  /** Absolute. */
  readonly path: string
  readonly name: string
  readonly valid: boolean
  readonly combinations: bigint | null
  readonly count: bigint | null
  readonly error?: Problem
}

/** The prompt templates below a folder with what each would make; a bad one is listed with its error. */
export async function listTemplates(dir: string): Promise<TemplateListing[]> {
  const listings: TemplateListing[] = []
  // One after the other: a library may be large, and each template opens many files.
  for (const file of await listPromptFiles(dir)) listings.push(await listingOf(file, dir))
  return listings
}

async function listingOf(file: string, dir: string): Promise<TemplateListing> {
  try {
    const { name, combinations, count } = expandTemplate(await loadTemplate(file, { libraries: [dir] }), {})
    return { path: file, name, valid: true, combinations, count }
  } catch (error) {
    const name = path.basename(file).replace(/\.prompt\.ya?ml$/u, '')
    return { path: file, name, valid: false, combinations: null, count: null, error: problemOf(error, file) }
  }
}

function problemOf(error: unknown, file: string): Problem {
  const problem = error instanceof BurstError ? error.problems[0] : undefined
  if (problem) return problem
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'template-unreadable', message, remedy: 'Open the file and check it.', file }
}
