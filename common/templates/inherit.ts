import { replaceBounded } from './bounded-text.ts'
import { problemAt, textTooLong, type Findings } from './findings.ts'
import { folderOf, isAbsolutePath, joinPath } from './paths.ts'
import { placeholdersOf, tokensOf } from './placeholders.ts'
import { didYouMeanFile, fileOf, rootMapOf, spotIn, type SourceFile, type TemplateSource } from './source.ts'
import { fieldOf, type YamlNode } from './yaml/node.ts'
import type { DocumentKind, Generation, ImportEntry, Parameter, PathEntry, TemplateDocument } from './files/document.ts'
import { readDocument } from './files/read-document.ts'

/** A chain longer than this is a mistake. */
const MAX_CHAIN = 32

/** An entry with everything it inherits. */
export type MergedTemplate = {
  readonly entry: TemplateDocument
  /** The entry's file and those it inherits from, the entry first. */
  readonly chain: readonly SourceFile[]
  /** The text after inheritance, before chunks. */
  readonly text: string
  readonly negative: string
  readonly imports: ReadonlyMap<string, ImportEntry>
  readonly chunks: ReadonlyMap<string, PathEntry>
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly themes: YamlNode | null
  readonly generation: Generation
  /** Whether all that gives it names could be read; else a name that is not known may be none of its faults. */
  readonly namesKnown: boolean
}

/** Reads the entry and its parents, from the entry up. Empty where the entry cannot be read. */
export function readChain(source: TemplateSource, findings: Findings): TemplateDocument[] {
  const file = fileOf(source, source.entry)
  if (file.content.kind === 'missing') {
    findings.problems.push(
      problemAt(null, 'entry-not-found', `There is no template ${file.shown}.`, 'Correct the path.', {
        subjects: [file.shown],
      }),
    )
    return []
  }
  const name = file.id.slice(file.id.lastIndexOf('/') + 1)
  const chain: TemplateDocument[] = []
  let document = readDocument(source, file, name.includes('.template.') ? 'template' : 'prompt', findings)
  while (document !== null) {
    chain.push(document)
    document = readParent(source, document, chain, findings)
  }
  return chain
}

/** Merges a chain downwards: root and middle first, the entry last. Null for an empty chain. */
export function mergeChain(chain: readonly TemplateDocument[], findings: Findings): MergedTemplate | null {
  const [root, ...children] = chain.toReversed()
  const entry = chain[0]
  if (!root || !entry) return null
  const merged = children.reduce((parent, child) => mergeChild(parent, child, findings), asMerged(root))
  const namesKnown = root.parent === null && chain.every(document => document.namesKnown)
  return {
    ...merged,
    entry,
    namesKnown,
    chain: chain.map(({ file }) => file),
    generation: entry.generation ?? merged.generation,
  }
}

function readParent(
  source: TemplateSource,
  child: TemplateDocument,
  chain: readonly TemplateDocument[],
  findings: Findings,
): TemplateDocument | null {
  if (child.parent === null) return null
  const path = child.parent.value
  const file = fileOf(source, joinPath(folderOf(child.file.id), path))
  const report = (code: string, message: string, remedy: string): null => {
    findings.problems.push(problemAt(spotIn(child.file, child.parent), code, message, remedy, { subjects: [path] }))
    return null
  }
  // Of the entry's own parent the check of the entry reports both of these.
  if (isAbsolutePath(path))
    return chain.length === 1
      ? null
      : report('absolute-path', `${path} is an absolute path.`, 'Write it relative to this file.')
  if (file.content.kind === 'missing')
    return chain.length === 1
      ? null
      : report('file-not-found', `There is no file ${path}.${didYouMeanFile(path, file)}`, 'Correct `implements`.')
  if (chain.some(document => document.file.id === file.id))
    return report('circular-inheritance', `${path} implements itself, directly or through others.`, 'Break the circle.')
  if (chain.length >= MAX_CHAIN)
    return report('inheritance-too-deep', `More than ${MAX_CHAIN} files implement one another.`, 'Shorten the chain.')
  const kind = parentKind(file)
  if (kind === null)
    return report('unknown-parent-type', `${path} is neither template, prompt nor chunk.`, 'Correct its `type`.')
  return readDocument(source, file, kind, findings)
}

function parentKind(file: SourceFile): DocumentKind | null {
  const root = rootMapOf(file)
  if (root?.entries.has('generation')) return 'prompt'
  const type = root && fieldOf(root, 'type')
  if (!type) return 'template'
  if (type.kind !== 'text') return null
  return type.value === 'template' || type.value === 'prompt' || type.value === 'chunk' ? type.value : null
}

function asMerged(document: TemplateDocument): MergedTemplate {
  const { text, negative, imports, chunks, parameters, themes, namesKnown } = document
  const generation = document.generation ?? { mode: '', seed: -1, seedMode: '', maxImages: 0 }
  return {
    entry: document,
    chain: [document.file],
    text,
    negative,
    imports,
    chunks,
    parameters,
    themes,
    generation,
    namesKnown,
  }
}

function mergeChild(parent: MergedTemplate, child: TemplateDocument, findings: Findings): MergedTemplate {
  if (!parent.text.includes('{prompt}')) warnOfLostText(parent, child, findings)
  return {
    entry: child,
    chain: [child.file, ...parent.chain],
    text: fillSlot(parent.text, '{prompt}', child.text, child, findings),
    negative: mergeNegative(parent.negative, child, findings),
    imports: new Map([...parent.imports, ...child.imports]),
    chunks: new Map([...parent.chunks, ...child.chunks]),
    parameters: new Map([...parent.parameters, ...child.parameters]),
    themes: child.themes ?? parent.themes,
    generation: child.generation ?? parent.generation,
    namesKnown: parent.namesKnown,
  }
}

function mergeNegative(parent: string, child: TemplateDocument, findings: Findings): string {
  if (parent.includes('{negprompt}')) return fillSlot(parent, '{negprompt}', child.negative, child, findings)
  return child.negative === '' ? parent : child.negative
}

function fillSlot(text: string, slot: string, value: string, child: TemplateDocument, findings: Findings): string {
  const filled = replaceBounded(text, slot, value)
  if (filled === null) findings.problems.push(textTooLong(spotIn(child.file, child.parent)))
  return filled ?? ''
}

function warnOfLostText(parent: MergedTemplate, child: TemplateDocument, findings: Findings): void {
  findings.warnings.push(
    problemAt(
      spotIn(child.file, child.parent),
      'text-lost',
      `${parent.entry.file.shown} has no {prompt} slot, so the text of ${child.file.shown} is not used.`,
      'Put {prompt} into the parent, or implement another file.',
      { subjects: placeholdersOf(tokensOf(child.text)).map(({ name }) => name) },
    ),
  )
}
