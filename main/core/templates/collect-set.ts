import { lstat, readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import type { Problem } from '../../../common/errors.ts'
import type { AddedFile } from './add-templates.ts'
import { loadTemplate } from './load.ts'
import { readTextFile } from './read-text-file.ts'

const YAML = /\.ya?ml$/iu
/** More files than a library of templates has are a mistake, e.g. a whole home folder. */
const MAX_FILES = 2000
const MAX_DEPTH = 8

/**
 * Reads what was dropped from the disk: whole folders, and templates together with every file they refer to.
 *
 * Links are not followed, and what is neither a folder nor a regular YAML file is left behind. Names are relative to the
 * folder that holds all of it, so that the files keep their places to one another.
 */
export async function collectSet(dropped: readonly string[]): Promise<{ files: AddedFile[]; problems: Problem[] }> {
  const found = new Set<string>()
  for (const given of dropped) for (const file of await filesOf(given)) if (found.size < MAX_FILES) found.add(file)
  const root = commonFolder([...found])
  const files: AddedFile[] = []
  const problems: Problem[] = []
  for (const file of found) {
    const read = await readTextFile(file, file)
    if (read.kind === 'broken') problems.push(...read.problems)
    if (read.kind === 'text') files.push({ name: nameIn(root, file), text: read.text })
  }
  return { files, problems }
}

async function filesOf(given: string): Promise<string[]> {
  const found = await lstat(given).catch(() => null)
  if (found?.isDirectory()) return await yamlBelow(await realpath(given), 0)
  if (!found?.isFile() || !YAML.test(given)) return []
  return await withReferences(await realpath(given))
}

async function yamlBelow(folder: string, depth: number): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
  const files: string[] = []
  for (const entry of entries) {
    const full = path.join(folder, entry.name)
    if (entry.isFile() && YAML.test(entry.name)) files.push(full)
    if (entry.isDirectory() && !entry.name.startsWith('.') && depth < MAX_DEPTH && files.length < MAX_FILES)
      files.push(...(await yamlBelow(full, depth + 1)))
  }
  return files
}

/** A template that cannot be read whole comes alone: its problems are shown on its page. */
async function withReferences(file: string): Promise<string[]> {
  try {
    const { files } = await loadTemplate(file)
    const read = [...files.values()]
      .filter(({ content }) => content.kind !== 'missing')
      .map(({ id }) => path.resolve(id))
    return [...new Set([file, ...read])]
  } catch {
    return [file]
  }
}

function commonFolder([first, ...others]: readonly string[]): string {
  let folder = path.dirname(first ?? path.sep)
  while (others.some(file => !file.startsWith(folder + path.sep)) && path.dirname(folder) !== folder)
    folder = path.dirname(folder)
  return folder
}

/** The folder's own name comes first: it becomes the name of the set. */
function nameIn(root: string, file: string): string {
  const relative = path.relative(root, file).replaceAll(path.sep, '/')
  const name = path.basename(root)
  return relative.includes('/') && name !== '' ? `${name}/${relative}` : relative
}
