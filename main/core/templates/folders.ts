import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { THEME_FILE } from '../../../common/templates/references.ts'

const MAX_FOLDERS = 500
const MAX_DEPTH = 8
const MAX_TEMPLATES = 5000
const PROMPT_FILE = /\.prompt\.ya?ml$/u

/** Names of the folders in `folder` that hold a theme, sorted; none where the folder is not there. */
export async function listThemeFolders(folder: string): Promise<string[]> {
  const entries = await entriesOf(folder)
  const names = entries
    .filter(entry => !entry.isFile())
    .map(entry => entry.name)
    .toSorted()
    .slice(0, MAX_FOLDERS)
  const held = await Promise.all(names.map(name => isFile(path.join(folder, name, THEME_FILE))))
  return names.filter((_, index) => held[index])
}

/** All prompt files below a folder, as absolute paths, sorted; hidden folders and `node_modules` are left out. */
export async function listPromptFiles(folder: string): Promise<string[]> {
  const found: string[] = []
  let level = [path.resolve(folder)]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && found.length < MAX_TEMPLATES; depth++) {
    const next: string[] = []
    for (const directory of level)
      for (const entry of await entriesOf(directory)) {
        const full = path.join(directory, entry.name)
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') next.push(full)
        if (entry.isFile() && PROMPT_FILE.test(entry.name)) found.push(full)
      }
    level = next
  }
  return found.toSorted().slice(0, MAX_TEMPLATES)
}

export async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile()
  } catch {
    return false
  }
}

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch {
    // Not there, or not to be read: nothing in it is offered.
    return []
  }
}
