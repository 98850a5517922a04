import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { tokensOf, writtenAs, type Tokens } from './placeholders.ts'
import { WORD } from './python-text.ts'

/** The format's own words for a placeholder, as one expression. */
const PLACEHOLDER = new RegExp(String.raw`\{(${WORD}+)(?:\[([^\]]+)\])?(?::(${WORD}+))?\}`, 'gu')

function tokensByExpression(text: string): Tokens {
  const tokens: Tokens[number][] = []
  let from = 0
  for (const match of text.matchAll(PLACEHOLDER)) {
    tokens.push(text.slice(from, match.index))
    tokens.push({ name: match[1] ?? '', selectors: match[2] ?? null, part: match[3] ?? null })
    from = match.index + match[0].length
  }
  return [...tokens, text.slice(from)]
}

const pieces = fc.constantFrom('{', '}', '[', ']', ':', 'A', 'é1', ' ', '{A}', '{A[x;{B}]', '{C[#1]:p}', '[]', '\n')
const texts = fc.array(pieces, { maxLength: 30 }).map(parts => parts.join(''))

it('cuts any text as the format says', () => {
  fc.assert(
    fc.property(texts, text => {
      expect(tokensOf(text)).toEqual(tokensByExpression(text))
    }),
    { numRuns: 2000 },
  )
})

it('puts the text together again', () => {
  fc.assert(
    fc.property(texts, text => {
      const written = tokensOf(text).map(token => (typeof token === 'string' ? token : writtenAs(token)))
      expect(written.join('')).toBe(text)
    }),
  )
})
