import { expect, it } from 'vitest'
import { embeddingsIn, embeddingWords } from './embeddings.ts'

const WORDS = embeddingWords(['easynegative', 'bad-hands-5', 'x.y'])

it.each([
  ['easynegative, blurry', 'embedding:easynegative, blurry'],
  ['blurry,EasyNegative', 'blurry, embedding:easynegative'],
  ['(easynegative:1.2), (bad-hands-5)', '(embedding:easynegative:1.2), (embedding:bad-hands-5)'],
  ['embedding:easynegative, x.y', 'embedding:easynegative, embedding:x.y'],
  [
    '<lora:easynegative:1>, easynegatives, uneasynegative, xzy',
    '<lora:easynegative:1>, easynegatives, uneasynegative, xzy',
  ],
  ['a\neasynegative', 'a\nembedding:easynegative'],
])('%j becomes %j', (text, wanted) => {
  expect(WORDS.refer(text)).toBe(wanted)
  // Done twice it is the same.
  expect(WORDS.refer(wanted)).toBe(wanted)
})

it('are found in a text, in both ways of writing', () => {
  expect(WORDS.find('blurry, EasyNegative (easynegative)')).toEqual(['easynegative'])
  expect(WORDS.find('embedding:easynegative')).toEqual([])
  expect(embeddingsIn('a (embedding:one:1.2), embedding:sub/two, b')).toEqual(['one', 'sub/two'])
})

it('are none where there are none', () => {
  expect(embeddingWords([]).refer('a, b')).toBe('a, b')
})
