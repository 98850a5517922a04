import { realpath, stat } from 'node:fs/promises'
import path from 'node:path'

/** What marks the top of a library: the settings of the program whose format this is, or a repository. */
const MARKS = ['sdgen_config.json', '.git']

/**
 * The folder that a template belongs to, with all it may refer to: the nearest folder above it that is marked as the top
 * of a library; without one, the folder above its own, as pools often lie beside the prompts.
 */
export async function ownTreeOf(entry: string): Promise<string> {
  const folder = path.dirname(path.resolve(entry))
  for (let at = folder; ; at = path.dirname(at)) {
    const found = await Promise.all(MARKS.map(mark => isThere(path.join(at, mark))))
    if (found.includes(true)) return at
    if (path.dirname(at) === at) break
  }
  const above = path.dirname(folder)
  // The root of a disk is no library.
  return path.dirname(above) === above ? folder : above
}

/** The folders by their real paths, so that no link leads out of them; those that are not there are left out. */
export async function realFolders(folders: readonly string[]): Promise<string[]> {
  const real = await Promise.all(folders.map(folder => realpath(folder).catch(() => null)))
  return real.filter(folder => folder !== null)
}

export function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file)
  return relative !== '' && relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(() => null)) !== null
}
