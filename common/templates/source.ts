import type { Problem } from '../errors.ts'
import type { MapNode, Place, YamlNode } from './yaml/node.ts'
import type { Spot } from './findings.ts'

export type FileContent =
  /** `text` is what was read: a place inside a long text is looked for in it. */
  | { readonly kind: 'tree'; readonly root: YamlNode; readonly text: string }
  | { readonly kind: 'broken'; readonly problems: readonly Problem[] }
  /** `near` is the file of that folder whose name is most like it. */
  | { readonly kind: 'missing'; readonly near?: string | null }

/** One file of a template set: `id` is its absolute path, `shown` the path people know it by. */
export type SourceFile = { readonly id: string; readonly shown: string; readonly content: FileContent }

/** A template and everything it may refer to, read and parsed: plain data, so that expansion needs no disk. */
export type TemplateSource = {
  readonly entry: string
  readonly files: ReadonlyMap<string, SourceFile>
  /** For each search path of themes: the names of its folders that hold a `theme.yaml`, sorted. */
  readonly themeFolders: ReadonlyMap<string, readonly string[]>
}

export const START: Place = { line: 1, column: 1 }

export function fileOf(source: TemplateSource, id: string): SourceFile {
  return source.files.get(id) ?? { id, shown: id, content: { kind: 'missing' } }
}

/** `Did you mean a/b.yaml?` with a blank in front, where a file with a name like that lies in that folder. */
export function didYouMeanFile(path: string, { content }: SourceFile): string {
  if (content.kind !== 'missing' || !content.near) return ''
  return ` Did you mean ${path.slice(0, path.lastIndexOf('/') + 1)}${content.near}?`
}

export function spotIn(file: SourceFile, at: { readonly place: Place } | null): Spot {
  return { file: file.shown, place: at?.place ?? START }
}

/** The file's root, if it was read and is a mapping. */
export function rootMapOf(file: SourceFile): MapNode | null {
  return file.content.kind === 'tree' && file.content.root.kind === 'map' ? file.content.root : null
}
