import { realpath } from 'node:fs/promises'
import { BurstError } from '../../../common/errors.ts'
import { isBelow, realFolders } from './own-tree.ts'
import { readTextFile } from './read-text-file.ts'

/**
 * The text of a YAML file of the library.
 *
 * Throws a BurstError of kind `usage` for a file that lies elsewhere (also by a link), is no YAML, or is not there: a
 * page may show templates and nothing else of this computer.
 */
export async function sourceText(file: string, folders: readonly string[]): Promise<string> {
  if (!/\.ya?ml$/iu.test(file)) throw refused(file)
  const real = await realpath(file).catch(() => null)
  if (real === null) throw refused(file)
  if (!(await realFolders(folders)).some(folder => isBelow(folder, real))) throw refused(file)
  const read = await readTextFile(real, file)
  if (read.kind === 'missing') throw refused(file)
  if (read.kind === 'broken') throw new BurstError('usage', read.problems)
  return read.text
}

function refused(file: string): BurstError {
  return new BurstError('usage', [
    {
      code: 'not-in-library',
      message: `${file} is not a YAML file of the template library.`,
      remedy: 'Open a template from the list, or add its folder to the library.',
      file,
    },
  ])
}
