import path from 'node:path'
import { BurstError } from '../../../common/errors.ts'
import { checkTemplate } from '../../../common/templates/expand.ts'
import { throwProblems } from '../../../common/templates/findings.ts'
import { referencesOf, THEME_FILE, type ReachedAs, type Reference } from '../../../common/templates/references.ts'
import type { FileContent, SourceFile, TemplateSource } from '../../../common/templates/source.ts'
import { parseYaml } from '../../../common/templates/yaml/parse.ts'
import { listThemeFolders } from './folders.ts'
import { readTextFile } from './read-text-file.ts'

export type LoadOptions = {
  /** Not needed for finding what a template refers to; paths in it start from its own folder. */
  readonly library?: string | undefined
  /** A theme file that no template offers, absolute or from the template's folder. */
  readonly themeFile?: string | undefined
}

/** What a template may bring along; a set beyond these is a mistake. */
export const LOAD_LIMITS = { files: 2000, bytes: 64_000_000 } as const

/**
 * Reads a template and every file it may need, whether or not they will be used.
 *
 * Throws a BurstError of kind `usage` with all problems of the template itself: its fields, what it inherits, its chunks
 * and its own imports. What depends on a theme is left to `expandTemplate`.
 */
export async function loadTemplate(file: string, options: LoadOptions = {}): Promise<TemplateSource> {
  const loading = new Loading(path.resolve(file), file)
  await loading.follow([
    { id: loading.entry, as: 'document' },
    ...(options.themeFile === undefined
      ? []
      : [{ id: idOf(path.resolve(path.dirname(file), options.themeFile)), as: 'theme' as const }]),
  ])
  throwProblems(checkTemplate(loading.source()))
  return loading.source()
}

class Loading {
  readonly entry: string
  readonly #folder: string
  readonly #shownFolder: string
  readonly #files = new Map<string, SourceFile>()
  readonly #themeFolders = new Map<string, readonly string[]>()
  readonly #followed = new Set<string>()
  #bytes = 0

  constructor(absolute: string, shown: string) {
    this.entry = idOf(absolute)
    this.#folder = path.dirname(absolute)
    this.#shownFolder = path.dirname(shown)
  }

  source(): TemplateSource {
    return { entry: this.entry, files: this.#files, themeFolders: this.#themeFolders }
  }

  /** Breadth first: what a file refers to is read after it. A file reached in two ways is read once and followed twice. */
  async follow(start: readonly Reference[]): Promise<void> {
    const queue = [...start]
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const key = `${next.as} ${next.id}`
      if (this.#followed.has(key)) continue
      this.#followed.add(key)
      queue.push(...(await this.#referencesOf(next.id, next.as)))
    }
  }

  async #referencesOf(id: string, as: ReachedAs): Promise<Reference[]> {
    const file = this.#files.get(id) ?? (await this.#read(id))
    this.#files.set(id, file)
    if (file.content.kind !== 'tree') return []
    const { files, searchPaths } = referencesOf(file.content.root, as, id, this.entry)
    const themes = await Promise.all(searchPaths.map(folder => this.#themesIn(folder)))
    return [...files, ...themes.flat()]
  }

  async #read(id: string): Promise<SourceFile> {
    const shown = path.join(this.#shownFolder, path.relative(this.#folder, id))
    if (this.#files.size >= LOAD_LIMITS.files || this.#bytes > LOAD_LIMITS.bytes) throw tooLarge(shown)
    const read = await readTextFile(id, shown)
    if (read.kind === 'text') this.#bytes += read.bytes
    const content: FileContent = read.kind === 'text' ? parseYaml(read.text, shown) : read
    return { id, shown, content }
  }

  async #themesIn(folder: string): Promise<Reference[]> {
    const names = this.#themeFolders.get(folder) ?? (await listThemeFolders(folder))
    this.#themeFolders.set(folder, names)
    return names.map(name => ({ id: idOf(path.join(folder, name, THEME_FILE)), as: 'theme' as const }))
  }
}

/** The path as `common/templates` writes it: `/` on every system. */
function idOf(absolute: string): string {
  return path.sep === '/' ? absolute : absolute.replaceAll(path.sep, '/')
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
