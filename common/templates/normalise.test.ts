import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { normalise, requestText } from './normalise.ts'

describe('normalise', () => {
  it.each([
    ['', ''],
    [' \t\n', ''],
    [',,,', ''],
    ['a,, b', 'a, b'],
    ['a,\n , b', 'a, b'],
    [', a ,', 'a'],
    ['a\n ,b', 'a, b'],
    ['1,000', '1, 000'],
    ['a,   b', 'a, b'],
    ['a,\tb', 'a, \tb'],
    ['a\n\n\n\nb', 'a\n\nb'],
    ['a,\nb', 'a,\nb'],
    ['a\n,\nb', 'a\n\nb'],
    ['  a  b  ', 'a  b'],
    ['\u0085a\u001f', 'a'],
    ['\ufeffa', '\ufeffa'],
  ])('makes %j into %j', (text, clean) => {
    expect(normalise(text)).toBe(clean)
  })

  it('ends quickly on long runs of blanks', () => {
    expect(normalise(`a${' '.repeat(90_000)}b`)).toHaveLength(90_002)
  })

  it('leaves no loose commas', () => {
    const pieces = fc.array(fc.constantFrom('a', ',', ' ', '\n', '\t', '1'), { maxLength: 40 })
    fc.assert(
      fc.property(pieces, parts => {
        expect(normalise(parts.join(''))).not.toMatch(/^\s|\s$|^,|,$|\s,|,\s*,|\n{3}/u)
      }),
    )
  })
})

it('requestText has one line', () => {
  expect(requestText('a,\nb\r\n\nc')).toBe('a, b, c')
})
