import { CST, Lexer } from 'yaml'

export type TooMuch = { readonly offset: number; readonly what: 'nesting' | 'values' }

/** Shorter texts cost little whatever is in them. */
const SHORT = 16_000

/** Tokens that begin a value or a key. */
const VALUES: ReadonlySet<string> = new Set([
  'scalar',
  'single-quoted-scalar',
  'double-quoted-scalar',
  'alias',
  'flow-seq-start',
  'flow-map-start',
  'seq-item-ind',
])
const OPENING: ReadonlySet<string> = new Set(['flow-seq-start', 'flow-map-start'])
const CLOSING: ReadonlySet<string> = new Set(['flow-seq-end', 'flow-map-end'])
/** Several of these in a row nest as deeply as there are of them, without a bracket. */
const INDICATORS: ReadonlySet<string> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind'])
const PASSED_OVER: ReadonlySet<string> = new Set(['space', 'anchor', 'tag'])
/** They mark what follows and are no part of the text. */
const MARKERS: ReadonlySet<string> = new Set(['doc-mode', 'flow-error-end', 'scalar'])

/**
 * Where a text holds more than is read; null where it may be parsed.
 *
 * The parser builds everything before anything can be counted: 4 MB of brackets take it 3 GB. Its lexer holds one token at
 * a time.
 */
export function tooMuchIn(text: string, limits: { readonly depth: number; readonly nodes: number }): TooMuch | null {
  if (text.length < SHORT) return null
  let offset = 0
  let values = 0
  let brackets = 0
  let inRow = 0
  for (const token of new Lexer().lex(text)) {
    const type = CST.tokenType(token) ?? ''
    if (OPENING.has(type)) brackets++
    else if (CLOSING.has(type)) brackets--
    if (INDICATORS.has(type)) inRow++
    else if (!PASSED_OVER.has(type)) inRow = 0
    if (VALUES.has(type)) values++
    if (brackets > limits.depth || inRow > limits.depth) return { offset, what: 'nesting' }
    if (values > limits.nodes) return { offset, what: 'values' }
    if (!MARKERS.has(type)) offset += token.length
  }
  return null
}
