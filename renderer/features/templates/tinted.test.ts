import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tinted } from './tinted.ts'

describe('a prompt with its variations', () => {
  it('shows which words came from which variation', () => {
    const parts = tinted('a red fox at dawn', { Animal: 'red fox', Light: 'dawn' }, ['Animal', 'Light'])
    expect(parts).toEqual([
      { text: 'a ', name: null },
      { text: 'red fox', name: 0 },
      { text: ' at ', name: null },
      { text: 'dawn', name: 1 },
    ])
  })

  it('lets the longer value have what both could have written', () => {
    const parts = tinted('red fox', { Animal: 'fox', Whole: 'red fox' }, ['Animal', 'Whole'])
    expect(parts).toEqual([{ text: 'red fox', name: 1 }])
  })

  it('marks the parts of a value of parts', () => {
    const parts = tinted('oak, brown', { Tree: { main: 'oak', bark: 'brown' } }, ['Tree'])
    expect(parts.filter(({ name }) => name === 0).map(({ text }) => text)).toEqual(['oak', 'brown'])
  })

  it('never changes the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (prompt, variations) => {
        const parts = tinted(prompt, variations, Object.keys(variations))
        expect(parts.map(({ text }) => text).join('')).toBe(prompt)
      }),
    )
  })
})
