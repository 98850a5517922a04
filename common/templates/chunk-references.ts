import { MAX_TEXT, replaceBounded } from './bounded-text.ts'
import { didYouMean, problemAt, textTooLong, type Findings, type Spot } from './findings.ts'
import type { Chunk } from './chunk-files.ts'
import { poolOf, readChunkImport, type Imported, type Imports } from './imports.ts'
import { fill, tokensOf, writtenAs } from './placeholders.ts'
import type { Problem } from '../errors.ts'
import type { ImportEntry } from './files/document.ts'
import { folderOf, joinPath } from './paths.ts'
import { spotIn, type TemplateSource } from './source.ts'
import { plainOf } from './yaml/node.ts'
import { mainText, partText } from './pools.ts'
import { BLANK, strip, WORD } from './python-text.ts'
import { parseSelectors, select } from './selectors.ts'
import type { Written } from './written.ts'

/** An import of a chunk and what it was read into; null for what could not be read. */
export type OwnImport = { readonly entry: ImportEntry; readonly imported: Imported | null }

export type ChunkContext = {
  readonly source: TemplateSource
  readonly chunks: ReadonlyMap<string, Chunk>
  readonly imports: Imports
  /** Names that a theme takes away: they are empty, whatever a chunk says. */
  readonly removed: ReadonlySet<string>
  /** What chunks that are used bring along, added as they are met. */
  readonly own: Map<string, OwnImport>
  readonly spot: Spot
  readonly written: Written
  readonly findings: Findings
  /** How many nested references lead here; they may lead in a circle. */
  readonly depth?: number
}

const MAX_DEPTH = 8

const WITH_PARAMETERS = new RegExp(String.raw`@\{(${WORD}+)${BLANK}+with${BLANK}+`, 'gu')
/** As a chunk names the value of one key. */
const KEYED = new RegExp(String.raw`^(${WORD}+)\.(${WORD}+)$`, 'u')
const PLAIN = new RegExp(String.raw`@((?:${WORD}|\.)+)`, 'gu')

/**
 * Puts the texts of chunks in the place of their references.
 *
 * Two passes and no more: references with parameters, then plain and nested ones in the result. So a plain reference
 * inside a plainly referenced chunk stays as text.
 */
export function expandChunks(text: string, context: ChunkContext): string {
  if (text.length > MAX_TEXT) return tooLong(context)
  return expandPlain(expandWithParameters(text, context), context)
}

function expandWithParameters(text: string, context: ChunkContext): string {
  const pieces: string[] = []
  let from = 0
  for (const match of text.matchAll(WITH_PARAMETERS)) {
    if (match.index < from) continue
    const start = match.index + match[0].length
    const end = closingBrace(text, start)
    if (end === null) continue
    pieces.push(text.slice(from, match.index), withParameters(match[1] ?? '', text.slice(start, end), context))
    from = end + 1
  }
  return joinBounded([...pieces, text.slice(from)], context)
}

function withParameters(name: string, inside: string, context: ChunkContext): string {
  const chunk = chunkNamed(name, context)
  if (chunk === null) return ''
  let { text } = chunk
  for (const piece of splitOutsideBrackets(inside)) {
    const cut = piece.indexOf(':')
    if (cut < 0) continue
    const replaced = replaceBounded(text, `{${strip(piece.slice(0, cut))}}`, strip(piece.slice(cut + 1)))
    if (replaced === null) return tooLong(context)
    text = replaced
  }
  return withOwnValues(text, chunk, context)
}

function expandPlain(text: string, context: ChunkContext): string {
  const pieces: string[] = []
  let from = 0
  for (const match of text.matchAll(PLAIN)) {
    const name = match[1] ?? ''
    pieces.push(
      text.slice(from, match.index),
      name.includes('.') ? nestedText(name, context) : plainText(name, context),
    )
    from = match.index + match[0].length
  }
  return joinBounded([...pieces, text.slice(from)], context)
}

function joinBounded(pieces: readonly string[], context: ChunkContext): string {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0)
  return length > MAX_TEXT ? tooLong(context) : pieces.join('')
}

function tooLong({ findings, spot }: ChunkContext): string {
  findings.problems.push(textTooLong(spot))
  return ''
}

function plainText(name: string, context: ChunkContext): string {
  const chunk = chunkNamed(name, context)
  return chunk === null ? '' : withOwnValues(chunk.text, chunk, context)
}

/**
 * What neither the prompt nor a parameter gives comes from the chunk: its values, which may name a key of an import, then
 * its imports.
 */
function withOwnValues(text: string, chunk: Chunk, context: ChunkContext): string {
  const { imports, removed } = context
  if (chunk.values.size + chunk.imports.size === 0) return text
  return fill(tokensOf(text), placeholder => {
    const { name } = placeholder
    const given = imports.byName.has(name) || imports.failed.has(name) || removed.has(name)
    const value = given ? undefined : chunk.values.get(name)
    if (value !== undefined) return keyedText(name, value, chunk, context)
    if (!given && chunk.imports.has(name)) ownImport(name, chunk, context)
    return writtenAs(placeholder)
  })
}

/** The text that `Import.Key` names, or the value itself. */
function keyedText(placeholder: string, value: string, chunk: Chunk, context: ChunkContext): string {
  const [, name = '', key = ''] = KEYED.exec(value) ?? []
  const imported = chunk.imports.has(name) ? ownImport(name, chunk, context) : context.imports.byName.get(name)
  if (!imported || imported.kind === 'chunk') return value
  const member = memberOf(imported, key)
  if (typeof member === 'string') return member
  const keys = poolOf(imported).map(entry => entry.key)
  context.findings.warnings.push(
    problemAt(
      context.written.placeholder(placeholder),
      'key-not-found',
      `{${placeholder}} of the chunk is to be ${value}, and ${name} has no ${key}: the words ${value} are in the prompt.${didYouMean(key, keys)}`,
      `Name one of its keys under \`chunks\` or \`defaults\` of the chunk.`,
      { subjects: [placeholder] },
    ),
  )
  return value
}

function ownImport(name: string, chunk: Chunk, { source, own, findings }: ChunkContext): Imported | null {
  const entry = chunk.imports.get(name)
  if (!entry) return null
  const known = own.get(name)
  if (known && isSameImport(known.entry, entry)) return known.imported
  const imported = readChunkImport(source, entry, findings)
  if (known) findings.problems.push(differentImports(known.entry, entry))
  else own.set(name, { entry, imported })
  return imported
}

/** A name has one pool in all of a prompt. */
function differentImports(one: ImportEntry, other: ImportEntry): Problem {
  return problemAt(
    spotIn(other.from, other.node),
    'chunk-imports-differ',
    `${other.from.shown} imports another ${other.name} than ${one.from.shown}.`,
    `Import ${other.name} in the prompt, or give one of them another name.`,
    { subjects: [other.name] },
  )
}

function isSameImport(one: ImportEntry, other: ImportEntry): boolean {
  if (one.node === other.node) return true
  const ids = [one, other].map(({ node, from }) =>
    node.kind === 'text' ? joinPath(folderOf(from.id), node.value) : JSON.stringify(plainOf(node)),
  )
  return one.node.kind === other.node.kind && ids[0] === ids[1]
}

/** A chunk may be declared under `chunks`, or be a file under `imports`. */
function chunkNamed(name: string, { chunks, imports, written, findings }: ChunkContext): Chunk | null {
  const imported = imports.byName.get(name)
  const chunk = chunks.get(name) ?? (imported?.kind === 'chunk' ? imported.chunk : undefined)
  if (chunk !== undefined) return chunk
  if (!imports.complete || imports.failed.has(name)) return null
  findings.problems.push(
    problemAt(
      written.reference(name),
      'unknown-chunk',
      `There is no chunk ${name}.${didYouMean(name, chunks.keys())}`,
      `Declare it under \`chunks\`, as in \`${name}: path/to/file.chunk.yaml\`.`,
      { subjects: [name] },
    ),
  )
  return null
}

/** `@group.name`: a member of a nested import; a chunk is expanded at once, as no later pass sees it. */
function nestedText(name: string, context: ChunkContext): string {
  const [first = '', ...rest] = name.split('.')
  let found: Imported | string | undefined = context.imports.byName.get(first)
  for (const step of rest) found = typeof found === 'object' ? memberOf(found, step) : undefined
  if (typeof found === 'string') return found
  const depth = (context.depth ?? 0) + 1
  if (found?.kind === 'chunk' && depth <= MAX_DEPTH)
    return firstValues(
      expandChunks(withOwnValues(found.chunk.text, found.chunk, context), { ...context, depth }),
      context,
    )
  if (context.imports.failed.has(first) || (found === undefined && !context.imports.complete)) return ''
  const code = found === undefined ? 'unknown-nested-reference' : 'invalid-nested-reference'
  context.findings.problems.push(
    problemAt(
      context.written.reference(name),
      code,
      `@${name} leads to ${found === undefined ? 'nothing' : 'neither a chunk nor a text'}.`,
      'The dot belongs to the name. Correct the reference, or put a blank before the dot.',
      { subjects: [name] },
    ),
  )
  return ''
}

function memberOf(imported: Imported, step: string): Imported | string | undefined {
  if (imported.kind === 'group') return imported.members.get(step)
  const value = imported.kind === 'values' ? imported.values.get(step) : undefined
  return value === undefined || typeof value === 'string' ? value : mainText(value)
}

function firstValues(text: string, { imports, own }: ChunkContext): string {
  return fill(tokensOf(text), ({ name, selectors, part }) => {
    const imported = imports.byName.get(name) ?? own.get(name)?.imported
    if (!imported) return ''
    // The first value is wanted, so a limit has nothing to draw.
    const { entries } = select(poolOf(imported), { ...parseSelectors(selectors), limit: null }, () => 0)
    const value = entries[0]?.value ?? ''
    return part === null || typeof value === 'string' ? mainText(value) : partText(value, part)
  })
}

function closingBrace(text: string, from: number): number | null {
  let depth = 1
  for (let index = from; index < text.length; index++) {
    if (text[index] === '{') depth++
    if (text[index] === '}') depth--
    if (depth === 0) return index
  }
  return null
}

function splitOutsideBrackets(text: string): string[] {
  const pieces: string[] = []
  let depth = 0
  let from = 0
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index)
    if ('{['.includes(character)) depth++
    if ('}]'.includes(character)) depth--
    if (character !== ',' || depth !== 0) continue
    pieces.push(text.slice(from, index))
    from = index + 1
  }
  return [...pieces, text.slice(from)]
}
