import path from 'node:path'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { expandTemplate } from '../../../common/templates/expand.ts'
import { md5 } from '../../../common/templates/md5.ts'
import { stampOf, type FileCache } from './file-cache.ts'
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
  /** Changes whenever the template or a file that it needs has changed. */
  readonly version: string
  /** How many placeholders vary. */
  readonly variations: number
  readonly warnings: number
  readonly problems: number
  /** The first ones. */
  readonly prompts: readonly string[]
}

/** As many first prompts as a card shows. */
const SHOWN = 3

type Known = { readonly listing: TemplateListing; readonly stamps: ReadonlyMap<string, string> }

/**
 * Lists templates and remembers what it found, so that listing again reads only what has changed since: the file itself,
 * or one that it needs.
 */
export class TemplateLibrary {
  readonly #known = new Map<string, Known>()
  #files: FileCache = new Map()

  /** The prompt templates below the folders with what each would make; a bad one is listed with its error. */
  async list(folders: readonly string[]): Promise<TemplateListing[]> {
    const stamps = new Map<string, Promise<string>>()
    const stamp = (file: string) => {
      const asked = stamps.get(file) ?? stampOf(file)
      stamps.set(file, asked)
      return asked
    }
    const listings: TemplateListing[] = []
    for (const folder of folders)
      // One after the other: a library may be large, and each template opens many files.
      for (const file of await listPromptFiles(folder)) listings.push(await this.#listing(file, folders, stamp))
    // What was read once is read again soon, unless nothing needs it any more.
    this.#files = new Map([...this.#files].filter(([, { file }]) => stamps.has(file.id)))
    return listings
  }

  async #listing(
    file: string,
    folders: readonly string[],
    stamp: (file: string) => Promise<string>,
  ): Promise<TemplateListing> {
    const known = this.#known.get(file)
    if (known && (await isFresh(known, stamp))) return known.listing
    const found = await this.#read(file, folders, stamp)
    this.#known.set(file, found)
    return found.listing
  }

  async #read(file: string, folders: readonly string[], stamp: (file: string) => Promise<string>): Promise<Known> {
    const needed = new Set([file])
    let listed: Omit<TemplateListing, 'path' | 'version'>
    try {
      const source = await loadTemplate(file, { libraries: folders, files: this.#files, stamp })
      for (const id of source.files.keys()) needed.add(id)
      for (const folder of source.themeFolders.keys()) needed.add(folder)
      listed = listedOf(expandTemplate(source, {}))
    } catch (error) {
      listed = refusedOf(error, file)
    }
    const stamps = new Map(await Promise.all([...needed].map(async one => [one, await stamp(one)] as const)))
    return { stamps, listing: { path: file, version: md5(JSON.stringify([...stamps])), ...listed } }
  }
}

async function isFresh({ stamps }: Known, stamp: (file: string) => Promise<string>): Promise<boolean> {
  const same = await Promise.all([...stamps].map(async ([file, before]) => (await stamp(file)) === before))
  return !same.includes(false)
}

function listedOf(expansion: ReturnType<typeof expandTemplate>) {
  const { name, combinations, count, pools, warnings } = expansion
  return {
    name,
    valid: true,
    combinations,
    count,
    variations: pools.size,
    warnings: warnings.length,
    problems: 0,
    prompts: [...Iterator.from(expansion.prompts()).take(SHOWN)].map(({ prompt }) => prompt),
  }
}

function refusedOf(error: unknown, file: string) {
  const name = path.basename(file).replace(/\.prompt\.ya?ml$/u, '')
  const problems = error instanceof BurstError ? error.problems.length : 1
  const none = { combinations: null, count: null, variations: 0, warnings: 0, problems, prompts: [] }
  return { name, valid: false, error: problemOf(error, file), ...none }
}

function problemOf(error: unknown, file: string): Problem {
  const problem = error instanceof BurstError ? error.problems[0] : undefined
  if (problem) return problem
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'template-unreadable', message, remedy: 'Open the file and check it.', file }
}
