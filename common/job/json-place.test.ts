import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { faultyOffset } from './json-place.ts'

describe('where a text stops being JSON', () => {
  it.each([
    ['oops', 0],
    ['{"a": oops}', 6],
    ['{"a": 1,}', 8],
    ['{"a" 1}', 5],
    ['{a: 1}', 1],
    ['[1 2]', 3],
    ['[1}', 2],
    ['[,1]', 1],
    ['[01]', 2],
    ['{"a": 1} x', 9],
    ['["a\nb"]', 3],
    [String.raw`["a\qb"]`, 3],
    ["['a']", 1],
    ['[true, nul]', 7],
    ['', 0],
    ['[1', 2],
    ['{"a": "b', 8],
  ])('%j: at %i', (text, offset) => expect(faultyOffset(text)).toBe(offset))

  it('finds nothing wrong with JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(0, 2), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        expect(faultyOffset(text)).toBe(text.length)
      }),
    )
  })

  it('agrees with the engine, where that tells a place', () => {
    const pieces = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '1', '0', 'true', 'x', '"', ' ', '\n')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), some => {
        const text = some.join('')
        expect(faultyOffset(text)).toBe(placeToldFor(text) ?? faultyOffset(text))
      }),
      { numRuns: 1000 },
    )
  })
})

/** Null where the engine tells none; the end of a text that is JSON. */
function placeToldFor(text: string): number | null {
  try {
    JSON.parse(text)
    return text.length
  } catch (error) {
    const told = /position (\d+)/.exec(String(error))?.[1]
    return told === undefined ? null : Number(told)
  }
}
