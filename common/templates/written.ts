import { folderOf, joinPath } from './paths.ts'
import type { Spot } from './findings.ts'
import type { MergedTemplate } from './inherit.ts'
import { fileOf, rootMapOf, spotIn, type SourceFile, type TemplateSource } from './source.ts'
import { fieldOf, type Place, type TextNode } from './yaml/node.ts'

/** Finds where a piece of the finished text was written: in the entry, in one of its parents, or in a chunk. */
export type Written = {
  /** The first place with exactly this piece; the entry's text where it is nowhere, as pieces may be put together. */
  readonly piece: (piece: string) => Spot
  /** The first place of a placeholder with this name, whatever its selectors. */
  readonly placeholder: (name: string) => Spot
  /** The first place of a reference to a chunk or to a member of an import. */
  readonly reference: (name: string) => Spot
  /** The same in the negative texts. */
  readonly negative: (name: string) => Spot
  /** The texts as they were written, before anything was put together. */
  readonly texts: readonly string[]
}

type Text = { readonly file: SourceFile; readonly node: TextNode }

export function writtenOf(source: TemplateSource, template: MergedTemplate): Written {
  const texts = textsOf(source, template, ['prompt', 'template'])
  const negatives = textsOf(source, template, ['negative_prompt'])
  const { file } = template.entry
  const otherwise = spotIn(file, texts.find(text => text.file === file)?.node ?? null)
  const placeholder = (within: readonly Text[]) => (name: string) =>
    ['}', '[', ':'].map(end => firstSpot(within, `{${name}${end}`)).find(spot => spot !== null) ?? otherwise
  return {
    piece: wanted => firstSpot(texts, wanted) ?? otherwise,
    placeholder: placeholder(texts),
    reference: name =>
      [`@${name}`, `@{${name}`].map(at => firstSpot(texts, at)).find(spot => spot !== null) ?? otherwise,
    negative: placeholder(negatives),
    texts: texts.map(({ node }) => node.value),
  }
}

function textsOf(source: TemplateSource, { chain, chunks }: MergedTemplate, fields: readonly string[]): Text[] {
  const base = folderOf(source.entry)
  const chunkFiles = [...chunks.values()].map(({ path }) => fileOf(source, joinPath(base, path.value)))
  return [...chain, ...chunkFiles].flatMap(file =>
    fields.flatMap(field => {
      const root = rootMapOf(file)
      const node = root && fieldOf(root, field)
      return node?.kind === 'text' ? [{ file, node }] : []
    }),
  )
}

function firstSpot(texts: readonly Text[], piece: string): Spot | null {
  for (const { file, node } of texts) {
    if (file.content.kind !== 'tree') continue
    const { text } = file.content
    const start = offsetOf(text, node.place)
    const at = node.value.includes(piece) ? text.indexOf(piece, start) : -1
    if (at >= 0) return { file: file.shown, place: placeOf(text, at) }
  }
  return null
}

function offsetOf(text: string, { line, column }: Place): number {
  let offset = 0
  for (let passed = 1; passed < line; passed++) offset = text.indexOf('\n', offset) + 1
  return offset + column - 1
}

function placeOf(text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
