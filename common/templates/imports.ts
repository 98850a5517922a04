import { assertNever } from '../assert.ts'
import type { Problem } from '../errors.ts'
import { readChunk, type Chunk } from './chunk-files.ts'
import { problemAt, type Findings } from './findings.ts'
import { md5 } from './md5.ts'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'
import { strip, stripCharacters } from './python-text.ts'
import { inlineValuesOf, isChunkFile, isInlineItem } from './references.ts'
import { didYouMeanFile, fileOf, spotIn, type SourceFile, type TemplateSource } from './source.ts'
import { describe, type MapNode, type TextNode, type YamlNode } from './yaml/node.ts'
import type { ImportEntry } from './files/document.ts'
import { readVariations, type ValueMap } from './files/variations.ts'
import { mainText, type Pool, type VariationValue } from './pools.ts'

/** What an import gives: values, the text of a chunk, or a group of named imports. */
export type Imported =
  | { readonly kind: 'values'; readonly values: ValueMap }
  | { readonly kind: 'chunk'; readonly chunk: Chunk }
  | { readonly kind: 'group'; readonly members: ReadonlyMap<string, Imported> }

export type Imports = {
  readonly byName: ReadonlyMap<string, Imported>
  /** Names whose import was reported already, so that they are not called unresolved as well. */
  readonly failed: ReadonlySet<string>
  /** Whether these are all: else what is not there may be in a file that cannot be read. */
  readonly complete: boolean
}

/** Reads every import into its values. What cannot be read is reported; what is skipped is warned of. */
export function readImports(
  source: TemplateSource,
  imports: ReadonlyMap<string, ImportEntry>,
  complete: boolean,
  findings: Findings,
): Imports {
  const byName = new Map<string, Imported>()
  const failed = new Set<string>()
  for (const entry of imports.values()) {
    const before = findings.problems.length
    const warned = findings.warnings.length
    const imported = new ImportReader(source, entry.from, findings).read(entry)
    for (const [at, warning] of findings.warnings.entries())
      if (at >= warned && warning.code === 'header-is-a-variation') findings.warnings[at] = forName(warning, entry.name)
    if (imported !== null) byName.set(entry.name, imported)
    // A missing own file was reported when the entry was checked.
    else if (findings.problems.length > before || entry.from.id === source.entry) failed.add(entry.name)
  }
  return { byName, failed, complete }
}

/** The values of an import that a chunk says for itself; null where they cannot be had, which is reported. */
export function readChunkImport(source: TemplateSource, entry: ImportEntry, findings: Findings): Imported | null {
  return new ImportReader(source, entry.from, findings, folderOf(entry.from.id)).read(entry)
}

/** Says for which name a file is read: what a surplus value costs depends on it. */
function forName(warning: Problem, name: string): Problem {
  const details = typeof warning.details === 'object' && warning.details !== null ? warning.details : {}
  return { ...warning, details: { ...details, import: name } }
}

/** The values a placeholder draws from. A group stands for one value of parts for each of its members. */
export function poolOf(imported: Imported): Pool {
  switch (imported.kind) {
    case 'values':
      return [...imported.values].map(([key, value]) => ({ key, value }))
    case 'chunk':
      return [{ key: 'template', value: imported.chunk.text }]
    case 'group':
      return [...imported.members].map(([key, member]) => ({ key, value: partsOf(member) }))
    default:
      return assertNever(imported)
  }
}

function partsOf(member: Imported): VariationValue {
  return Object.fromEntries(poolOf(member).map(({ key, value }) => [key, mainText(value)]))
}

class ImportReader {
  readonly #source: TemplateSource
  readonly #from: SourceFile
  readonly #findings: Findings
  /** Where paths start; null for the folder of the prompt that is run. */
  readonly #folder: string | null

  constructor(source: TemplateSource, from: SourceFile, findings: Findings, folder: string | null = null) {
    this.#source = source
    this.#from = from
    this.#findings = findings
    this.#folder = folder
  }

  read({ name, node }: ImportEntry): Imported | null {
    if (node.kind === 'text') return this.#single(name, node)
    if (node.kind === 'list') return this.#list(node.items)
    if (node.kind === 'map') return this.#group(name, node)
    return null
  }

  #single(name: string, path: TextNode): Imported | null {
    const file = this.#folder === null ? this.#fileAt(path, path.value) : this.#presentFile(path, path.value)
    if (file === null) return null
    if (file.content.kind === 'missing') return this.#skip(name, path, file)
    return this.#readFile(name, path, file)
  }

  #readFile(name: string, path: TextNode, file: SourceFile): Imported | null {
    if (isChunkFile(path.value)) {
      const chunk = readChunk(this.#source, name, path, this.#from, this.#findings)
      return chunk && { kind: 'chunk', chunk }
    }
    const values = readVariations(file, this.#findings)
    return values && { kind: 'values', values }
  }

  #list(items: readonly YamlNode[]): Imported | null {
    const values = new Map<string, VariationValue>()
    const read = items.map(item => this.#addItem(values, item))
    return read.includes(false) ? null : { kind: 'values', values }
  }

  #addItem(values: Map<string, VariationValue>, item: YamlNode): boolean {
    if (item.kind !== 'text') return this.#refuseItem(item)
    if (!isInlineItem(strip(item.value))) return this.#addFile(values, item)
    values.set(md5(item.value).slice(0, 8), stripCharacters(item.value, `"'`))
    return true
  }

  #addFile(values: Map<string, VariationValue>, item: TextNode): boolean {
    const file = this.#presentFile(item, strip(item.value))
    const added = file && readVariations(file, this.#findings)
    if (!added) return false
    const prefix = prefixOf(item.value)
    for (const [key, value] of added) values.set(values.has(key) ? `${prefix}__${key}` : key, value)
    return true
  }

  #group(name: string, map: MapNode): Imported | null {
    const inline = inlineValuesOf(map)
    if (inline !== null) return { kind: 'values', values: inline }
    const members = new Map<string, Imported>()
    let complete = true
    for (const [key, { value: node }] of map.entries) {
      if (node.kind !== 'text' && node.kind !== 'list') continue
      const member = node.kind === 'list' ? this.#list(node.items) : this.#member(`${name}.${key}`, node)
      if (member === null) complete = false
      else members.set(key, member)
    }
    return complete ? { kind: 'group', members } : null
  }

  #member(name: string, path: TextNode): Imported | null {
    const file = this.#presentFile(path, path.value)
    return file && this.#readFile(name, path, file)
  }

  /** The file, which must be there: in lists and groups a missing one ends the run. */
  #presentFile(node: TextNode, path: string): SourceFile | null {
    const file = this.#fileAt(node, path)
    if (file?.content.kind !== 'missing') return file
    // Of the entry's own files the check of the entry has told.
    if (file && !this.#isOwn()) this.#refuseMissing(node, path, file)
    return null
  }

  #fileAt(node: TextNode, path: string): SourceFile | null {
    if (!isAbsolutePath(path)) return fileOf(this.#source, joinPath(this.#folder ?? folderOf(this.#source.entry), path))
    if (!this.#isOwn())
      this.#findings.problems.push(
        problemAt(
          spotIn(this.#from, node),
          'absolute-path',
          `${path} is an absolute path.`,
          `Write it relative to ${this.#base()}.`,
          { subjects: [path] },
        ),
      )
    return null
  }

  #base(): string {
    return this.#folder === null ? 'the folder of the prompt that is run' : `the folder of ${this.#from.shown}`
  }

  #isOwn(): boolean {
    return this.#from.id === this.#source.entry
  }

  #skip(name: string, path: TextNode, file: SourceFile): null {
    if (!this.#isOwn())
      this.#findings.warnings.push(
        problemAt(
          spotIn(this.#from, path),
          'import-skipped',
          `The import ${name} is left out: there is no ${path.value} below the folder of the prompt that is run.${didYouMeanFile(path.value, file)}`,
          'Imports start at that folder, inherited ones too: put a file there, or import it in the prompt.',
          { subjects: [name] },
        ),
      )
    return null
  }

  #refuseMissing(node: TextNode, path: string, file: SourceFile): void {
    this.#findings.problems.push(
      problemAt(
        spotIn(this.#from, node),
        'file-not-found',
        `There is no file ${path}.${didYouMeanFile(path, file)}`,
        `Correct the path. It starts at ${this.#base()}.`,
        { subjects: [path] },
      ),
    )
  }

  #refuseItem(item: YamlNode): false {
    this.#findings.problems.push(
      problemAt(
        spotIn(this.#from, item),
        'import-item-not-text',
        `An import list holds ${describe(item)} where it wants text.`,
        'Put it in quotes.',
      ),
    )
    return false
  }
}

/** What a key gets in front when an earlier file of the list has it too: the path as written, made into a word. */
function prefixOf(path: string): string {
  return path
    .replace(/^\.\.\//u, '')
    .replace(/^\.\//u, '')
    .replace(/\.yaml$/u, '')
    .replaceAll('/', '__')
    .replaceAll('.', '_')
}
