import { expect, test } from 'vitest'
import type { ListedModel } from '../../../common/models/model.ts'
import { matching } from './matching.ts'

const model = (name: string, more: Partial<ListedModel>): ListedModel => ({
  file: `/m/${name}`,
  name,
  bytes: 1,
  sha256: 'ab'.repeat(32),
  kind: 'lora',
  base: null,
  format: 'safetensors',
  sources: [],
  instances: [],
  ...more,
})
const library = [
  model('loras/Ink Wash.safetensors', { base: 'sdxl' }),
  model('checkpoints/base.safetensors', { kind: 'checkpoint', base: 'sdxl', sha256: 'cd'.repeat(32) }),
  model('4x.pth', { kind: 'upscaler', format: 'pickle' }),
]

test.each([
  ['', [0, 1, 2]],
  ['  ', [0, 1, 2]],
  ['ink', [0]],
  ['SDXL', [0, 1]],
  ['sdxl checkpoint', [1]],
  ['pickle', [2]],
  ['cdcd', [1]],
  ['bab', []],
  ['ink checkpoint', []],
])('%j', (typed, found) => {
  expect(matching(library, typed)).toEqual(found.map(index => library[index]))
})
