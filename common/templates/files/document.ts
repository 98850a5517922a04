import type { TextNode, YamlNode } from '../yaml/node.ts'
import type { SourceFile } from '../source.ts'

export type Generation = {
  readonly mode: string
  readonly seed: number
  readonly seedMode: string
  readonly maxImages: number
}

/** One entry of `imports`, with the file that says it. */
export type ImportEntry = { readonly name: string; readonly node: YamlNode; readonly from: SourceFile }

/** A path and the file that says it. */
export type PathEntry = { readonly path: TextNode; readonly from: SourceFile }

/** A parameter as plain data, with the place it was written at. */
export type Parameter = { readonly value: unknown; readonly node: YamlNode; readonly from: SourceFile }

export type DocumentKind = 'prompt' | 'template' | 'chunk'

/** A prompt, template or chunk file after its fields were read and before anything it refers to is. */
export type TemplateDocument = {
  readonly kind: DocumentKind
  readonly file: SourceFile
  readonly type: string | null
  readonly name: string
  readonly text: string
  readonly negative: string
  readonly parent: TextNode | null
  readonly imports: ReadonlyMap<string, ImportEntry>
  readonly chunks: ReadonlyMap<string, PathEntry>
  readonly parameters: ReadonlyMap<string, Parameter>
  /** Null for no block, and for an empty one. */
  readonly themes: YamlNode | null
  readonly generation: Generation | null
  /** Whether its imports and chunks could be read: else it is not known which names it gives. */
  readonly namesKnown: boolean
  readonly sessionName: string | null
  /** What a chunk says for its own placeholders, `chunks` before `defaults`; empty for other kinds. */
  readonly ownValues: ReadonlyMap<string, string>
}
