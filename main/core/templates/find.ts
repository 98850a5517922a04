import path from 'node:path'
import { BurstError } from '../../../common/errors.ts'
import { didYouMean } from '../../../common/templates/findings.ts'
import { isFile, listPromptFiles } from './folders.ts'

const ENDINGS = ['', '.prompt.yaml', '.prompt.yml', '.yaml']

/**
 * The file of a template: as typed, else below the first of the libraries that has it, with or without its ending.
 *
 * Throws a BurstError of kind `usage` that names the nearest template of the libraries.
 */
export async function findTemplate(nameOrPath: string, libraries: readonly string[]): Promise<string> {
  for (const base of [nameOrPath, ...libraries.map(library => path.resolve(library, nameOrPath))])
    for (const ending of ENDINGS) if (await isFile(base + ending)) return base + ending
  const known = await Promise.all(libraries.map(shortNames))
  throw new BurstError('usage', [
    {
      code: 'entry-not-found',
      message: `There is no template ${nameOrPath}.${didYouMean(shortName(nameOrPath), known.flat())}`,
      remedy: `Give the path of a .prompt.yaml file, or a name from the library (${libraries.join(', ')}); \`burst templates\` lists it.`,
      details: { subjects: [nameOrPath] },
    },
  ])
}

async function shortNames(library: string): Promise<string[]> {
  const files = await listPromptFiles(library)
  return files.map(file => shortName(path.relative(path.resolve(library), file)))
}

function shortName(file: string): string {
  return file.replaceAll(path.sep, '/').replace(/\.prompt\.ya?ml$/u, '')
}
