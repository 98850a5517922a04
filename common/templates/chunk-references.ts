import { MAX_TEXT, replaceBounded } from './bounded-text.ts'
import { didYouMean, problemAt, textTooLong, type Findings, type Spot } from './findings.ts'
import { poolOf, type Imported, type Imports } from './imports.ts'
import { fill, tokensOf } from './placeholders.ts'
import { mainText, partText } from './pools.ts'
import { BLANK, strip, WORD } from './python-text.ts'
import { parseSelectors, select } from './selectors.ts'
import type { Written } from './written.ts'

export type ChunkContext = {
  readonly chunks: ReadonlyMap<string, string>
  readonly imports: Imports
  readonly spot: Spot
  readonly written: Written
  readonly findings: Findings
  /** How many nested references lead here; they may lead in a circle. */
  readonly depth?: number
}

const MAX_DEPTH = 8

const WITH_PARAMETERS = new RegExp(String.raw`@\{(${WORD}+)${BLANK}+with${BLANK}+`, 'gu')
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
  let text = chunkText(name, context)
  for (const piece of splitOutsideBrackets(inside)) {
    const cut = piece.indexOf(':')
    if (cut < 0) continue
    const replaced = replaceBounded(text, `{${strip(piece.slice(0, cut))}}`, strip(piece.slice(cut + 1)))
    if (replaced === null) return tooLong(context)
    text = replaced
  }
  return text
}

function expandPlain(text: string, context: ChunkContext): string {
  const pieces: string[] = []
  let from = 0
  for (const match of text.matchAll(PLAIN)) {
    const name = match[1] ?? ''
    pieces.push(
      text.slice(from, match.index),
      name.includes('.') ? nestedText(name, context) : chunkText(name, context),
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

function chunkText(name: string, { chunks, imports, written, findings }: ChunkContext): string {
  const text = chunks.get(name)
  if (text !== undefined) return text
  if (!imports.complete) return ''
  findings.problems.push(
    problemAt(
      written.reference(name),
      'unknown-chunk',
      `There is no chunk ${name}.${didYouMean(name, chunks.keys())}`,
      `Declare it under \`chunks\`, as in \`${name}: path/to/file.chunk.yaml\`.`,
      { subjects: [name] },
    ),
  )
  return ''
}

/** `@group.name`: a member of a nested import; a chunk is expanded at once, as no later pass sees it. */
function nestedText(name: string, context: ChunkContext): string {
  const [first = '', ...rest] = name.split('.')
  let found: Imported | string | undefined = context.imports.byName.get(first)
  for (const step of rest) found = typeof found === 'object' ? memberOf(found, step) : undefined
  if (typeof found === 'string') return found
  const depth = (context.depth ?? 0) + 1
  if (found?.kind === 'chunk' && depth <= MAX_DEPTH)
    return firstValues(expandChunks(found.text, { ...context, depth }), context)
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

function firstValues(text: string, { imports }: ChunkContext): string {
  return fill(tokensOf(text), ({ name, selectors, part }) => {
    const imported = imports.byName.get(name)
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
