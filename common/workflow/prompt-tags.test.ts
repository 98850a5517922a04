import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { taggedFile, takeTags } from './prompt-tags.ts'

const use = (file: string, clipStrength: number, modelStrength = clipStrength) => ({
  file,
  modelStrength,
  clipStrength,
})
const lorasOf = (prompt: string) => takeTags(prompt).loras
const textOf = (prompt: string) => takeTags(prompt).text

describe('LoRA tags', () => {
  it.each([
    ['<lora:film>', use('film.safetensors', 1)],
    ['<lora:film:0.8>', use('film.safetensors', 0.8)],
    ['<LORA:film:-0.5>', use('film.safetensors', -0.5)],
    ['<lora: film : 0.8 >', use('film.safetensors', 0.8)],
    ['<lora:film:0.4:0.9>', use('film.safetensors', 0.4, 0.9)],
    ['<lora:film:te=0.5:unet=0.8>', use('film.safetensors', 0.5, 0.8)],
    ['<lora:film:>', use('film.safetensors', 1)],
    ['<lora:film:strong>', use('film.safetensors', 1)],
    ['<lora:styles/film.v2:0.8>', use('styles/film.v2.safetensors', 0.8)],
    ['<lora:film.ckpt>', use('film.ckpt', 1)],
  ])('%s', (tag, expected) => expect(lorasOf(`a cat ${tag}, by night`)).toEqual([expected]))

  it('are taken out of the text together with the commas and gaps that they leave', () => {
    expect(textOf('a cat, <lora:film:0.8>, by night')).toBe('a cat, by night')
    expect(textOf('<lora:film>, a cat')).toBe('a cat')
    expect(textOf('a cat <lora:film><lora:grain:0.2>')).toBe('a cat')
    expect(textOf('<lora:film>')).toBe('')
  })

  it('are all found, in their order', () => {
    expect(lorasOf('<lora:b:1> x <lora:a:0.5>').map(({ file }) => file)).toEqual(['b.safetensors', 'a.safetensors'])
  })

  it.each(['a cat,, by  night, ', 'x < lora', '<lora:>', '<hypernet:a:1>', '(a:1.2) <b>', 'a <lora:open'])(
    'are not what is none: %j stays as it is',
    prompt => expect(takeTags(prompt)).toEqual({ text: prompt, loras: [] }),
  )

  it('name the checkpoint of a picture too, the last one where there are several', () => {
    expect(takeTags('a cat, <checkpoint:toon>, by night <lora:film>')).toEqual({
      text: 'a cat, by night',
      loras: [use('film.safetensors', 1)],
      checkpoint: 'toon.safetensors',
    })
    expect(takeTags('<checkpoint:a/b.ckpt><checkpoint:c>x')).toMatchObject({ text: 'x', checkpoint: 'c.safetensors' })
  })

  it('never take anything else away', () => {
    const words = fc.stringMatching(/^[a-z()]{1,8}$/)
    const tag = fc.record({
      name: fc.stringMatching(/^[A-Za-z0-9_-]{1,10}$/),
      strength: fc.integer({ min: -200, max: 200 }).map(hundredths => hundredths / 100),
    })
    const parts = fc.array(fc.oneof(words, tag), { maxLength: 10 })
    fc.assert(
      fc.property(parts, some => {
        const tags = some.filter(part => typeof part !== 'string')
        const written = some.map(part => (typeof part === 'string' ? part : `<lora:${part.name}:${part.strength}>`))
        const { text, loras } = takeTags(written.join(', '))
        expect(text).toBe(some.filter(part => typeof part === 'string').join(', '))
        expect(loras).toEqual(tags.map(({ name, strength }) => use(taggedFile(name), strength)))
      }),
    )
  })

  it('are taken in linear time from texts that look like many of them', () => {
    const prompt = '<lora:a'.repeat(14_000)
    expect(takeTags(prompt)).toEqual({ text: prompt, loras: [] })
    expect(textOf(`<lora:a>${', '.repeat(40_000)}x`)).toBe('x')
  })
})
