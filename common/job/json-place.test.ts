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

  it('finds no fault where a text was cut off, but that it ends', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.object())), fc.nat(), (value, at) => {
        const whole = JSON.stringify(value)
        const text = whole.slice(0, at % whole.length).replace(/\\u?[0-9a-f]{0,3}$/, '')
        // A word or a number that was cut is a fault of its own.
        fc.pre(!/[-+.a-z]$/.test(text))
        expect(faultyOffset(text)).toBe(text.length)
      }),
    )
  })

  it('agrees with the parser, whatever the text is', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '1',
      '-',
      '0',
      'true',
      'x',
      '"',
      ' ',
      '\\',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), some => {
        const text = some.join('')
        if (isJson(text)) expect(faultyOffset(text)).toBe(text.length)
        else expect(isJson(text.slice(0, faultyOffset(text))) && faultyOffset(text) === text.length).toBe(false)
      }),
      { numRuns: 1000 },
    )
  })
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
