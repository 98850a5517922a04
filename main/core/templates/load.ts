import { readdir, realpath } from 'node:fs/promises'
import path from 'node:path'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { nearest, problemAt } from '../../../common/templates/findings.ts'
import { referencesOf, THEME_FILE, type ReachedAs, type Reference } from '../../../common/templates/references.ts'
import type { FileContent, SourceFile, TemplateSource } from '../../../common/templates/source.ts'
import { parseYaml } from '../../../common/templates/yaml/parse.ts'
import { stampOf, type FileCache } from './file-cache.ts'
import { listThemeFolders } from './folders.ts'
import { isBelow, ownTreeOf, realFolders } from './own-tree.ts'
import { readTextFile } from './read-text-file.ts'

export type LoadOptions = {
  /** Folders whose files any template may refer to, beside those of its own tree. */
  readonly libraries?: readonly string[]
  /** Files that were read before, to be taken and added to; `stamp` tells whether one has changed since. */
  readonly files?: FileCache
  readonly stamp?: (file: string) => Promise<string>
  /** A theme file that no template offers, absolute or from the template's folder. */
  readonly themeFile?: string | undefined
}

/** Among more files than these no name is looked for. */
const MAX_NEIGHBOURS = 5000

/** What a template may bring along; a set beyond these is a mistake. */
export const LOAD_LIMITS = { files: 2000, bytes: 16_000_000 } as const

/**
 * Reads a template and every file it may need, whether or not they will be used.
 *
 * Nothing is read outside the libraries and the template's own tree, by whatever path or link: a template that somebody
 * else wrote shows what it gathers to other computers.
 *
 * What is wrong with a file becomes part of the source, and `expandTemplate` reports it. Throws a BurstError of kind
 * `usage` for a set that is too large.
 */
export async function loadTemplate(file: string, options: LoadOptions = {}): Promise<TemplateSource> {
  const { themeFile, libraries = [] } = options
  const theme = themeFile === undefined ? null : path.resolve(path.dirname(file), themeFile)
  const folders = [await ownTreeOf(file), ...libraries, ...(theme === null ? [] : [path.dirname(theme)])]
  const loading = new Loading(path.resolve(file), file, await realFolders(folders), options)
  await loading.follow([
    { id: loading.entry, as: 'document', written: null },
    ...(theme === null ? [] : [{ id: idOf(theme), as: 'theme' as const, written: null }]),
  ])
  return loading.source()
}

class Loading {
  readonly entry: string
  readonly #folder: string
  readonly #shownFolder: string
  readonly #files = new Map<string, SourceFile>()
  readonly #themeFolders = new Map<string, readonly string[]>()
  readonly #followed = new Set<string>()
  readonly #folders: readonly string[]
  #bytes = 0

  readonly #cache: FileCache | null
  readonly #stamp: (file: string) => Promise<string>

  constructor(
    absolute: string,
    shown: string,
    folders: readonly string[],
    { files, stamp }: Pick<LoadOptions, 'files' | 'stamp'>,
  ) {
    this.#cache = files ?? null
    this.#stamp = stamp ?? stampOf
    this.#folders = folders
    this.entry = idOf(absolute)
    this.#folder = path.dirname(absolute)
    this.#shownFolder = path.dirname(shown)
  }

  source(): TemplateSource {
    return { entry: this.entry, files: this.#files, themeFolders: this.#themeFolders }
  }

  /** Breadth first: what a file refers to is read after it. A file reached in two ways is read once and followed twice. */
  async follow(start: readonly Reference[]): Promise<void> {
    const queue = start.map(reference => ({ reference, from: null as SourceFile | null }))
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { reference, from } = next
      const key = `${reference.as} ${reference.id}`
      if (this.#followed.has(key)) continue
      this.#followed.add(key)
      const file = this.#files.get(reference.id) ?? (await this.#read(reference, from))
      this.#files.set(reference.id, file)
      queue.push(...(await this.#referencesOf(file, reference.as)).map(found => ({ reference: found, from: file })))
    }
  }

  async #referencesOf({ id, content }: SourceFile, as: ReachedAs): Promise<Reference[]> {
    if (content.kind !== 'tree') return []
    const { files, searchPaths } = referencesOf(content.root, as, id, this.entry)
    const themes = await Promise.all(searchPaths.map(folder => this.#themesIn(folder)))
    return [...files, ...themes.flat()]
  }

  async #read({ id, written }: Reference, from: SourceFile | null): Promise<SourceFile> {
    const shown = path.join(this.#shownFolder, path.relative(this.#folder, id))
    if (this.#files.size >= LOAD_LIMITS.files || this.#bytes > LOAD_LIMITS.bytes) throw tooLarge(shown)
    const real = await realpath(id).catch(() => null)
    const inside = real === null ? this.#isInside(id) : id === this.entry || this.#isInside(real)
    if (!inside) return { id, shown, content: broken(outside(shown, written, from, this.#folders)) }
    if (real === null) return { id, shown, content: { kind: 'missing', near: await nearFile(id) } }
    return await this.#cached(id, shown, async () => {
      const read = await readTextFile(real, shown)
      if (read.kind === 'text') this.#bytes += read.bytes
      const content: FileContent = read.kind === 'text' ? parseYaml(read.text, shown) : read
      return { id, shown, content }
    })
  }

  async #cached(id: string, shown: string, read: () => Promise<SourceFile>): Promise<SourceFile> {
    if (this.#cache === null) return await read()
    // Taken before the file is read: what changes meanwhile is read again the next time.
    const stamp = await this.#stamp(id)
    const known = this.#cache.get(shown)
    if (known?.stamp === stamp && known.file.id === id) return known.file
    const file = await read()
    this.#cache.set(shown, { stamp, file })
    return file
  }

  #isInside(file: string): boolean {
    return this.#folders.some(folder => isBelow(folder, file))
  }

  async #themesIn(folder: string): Promise<Reference[]> {
    const names = this.#themeFolders.get(folder) ?? (await listThemeFolders(folder))
    this.#themeFolders.set(folder, names)
    return names.map(name => ({ id: idOf(path.join(folder, name, THEME_FILE)), as: 'theme' as const, written: null }))
  }
}

/** The path as `common/templates` writes it: `/` on every system. */
function idOf(absolute: string): string {
  return path.sep === '/' ? absolute : absolute.replaceAll(path.sep, '/')
}

const broken = (problem: Problem): FileContent => ({ kind: 'broken', problems: [problem] })

function outside(
  shown: string,
  written: Reference['written'],
  from: SourceFile | null,
  folders: readonly string[],
): Problem {
  const spot = written && from ? { file: from.shown, place: written.place } : null
  return problemAt(
    spot,
    'outside-library',
    `${written?.path ?? shown} leads out of the folders that this template may read: ${folders.join(', ')}.`,
    'Move the file there, or name the folder that holds both with --library.',
    { subjects: [written?.path ?? shown] },
  )
}

/** The file of the same folder whose name is most like that of one that is not there. */
async function nearFile(id: string): Promise<string | null> {
  const names = await readdir(path.dirname(id)).catch(() => [])
  return nearest(path.basename(id), names.slice(0, MAX_NEIGHBOURS))
}

function tooLarge(shown: string): BurstError {
  return new BurstError('usage', [
    {
      code: 'template-too-large',
      message: `The template refers to more than ${LOAD_LIMITS.files} files or ${LOAD_LIMITS.bytes} bytes.`,
      remedy: 'Split it into several templates.',
      file: shown,
    },
  ])
}
