import { describe, expect, test } from 'vitest'
import { kindOfFolder } from './kind-of-folder.ts'
import type { LibraryModel } from './model.ts'
import { resolveModel } from './resolve.ts'

const model = (name: string, sha = 'a', more: Partial<LibraryModel> = {}): LibraryModel => ({
  file: `/m/${name}`,
  name,
  bytes: 1,
  sha256: sha.repeat(64),
  kind: 'lora',
  base: null,
  format: 'safetensors',
  ...more,
})
const found = (library: LibraryModel[], name: string, folder = 'loras') => {
  const resolved = resolveModel(library, { folder, name })
  return resolved.kind === 'found' ? resolved.model.name : resolved.kind
}

describe('a name means', () => {
  const ink = model('loras/styles/ink.safetensors')

  test.each([
    ['ink.safetensors', 'loras/styles/ink.safetensors'],
    ['ink', 'loras/styles/ink.safetensors'],
    ['styles/ink', 'loras/styles/ink.safetensors'],
    ['styles\\ink.safetensors', 'loras/styles/ink.safetensors'],
    ['Ink', 'loras/styles/ink.safetensors'],
    ['nk', 'missing'],
    ['other/ink', 'missing'],
    ['ink.ckpt', 'missing'],
    ['', 'missing'],
  ])('%j: %s', (name, meant) => {
    expect(found([ink], name)).toBe(meant)
  })

  test('a model of its kind, or one whose kind nobody knows', () => {
    expect(found([ink], 'ink', 'checkpoints')).toBe('missing')
    expect(found([model('ink.pth', 'b', { kind: 'unknown', format: 'pickle' })], 'ink', 'upscale_models')).toBe(
      'ink.pth',
    )
  })

  test('one of several that are the same, and none of several that are not', () => {
    expect(found([ink, model('copy/ink.safetensors')], 'ink')).toBe('loras/styles/ink.safetensors')
    expect(found([ink, model('copy/ink.safetensors', 'b')], 'ink')).toBe('ambiguous')
    expect(found([ink, model('copy/ink.safetensors', 'b')], 'copy/ink')).toBe('copy/ink.safetensors')
    expect(found([ink, model('Ink.safetensors', 'b')], 'Ink')).toBe('Ink.safetensors')
  })

  test('the safetensors file where there is a pickle of the same name', () => {
    const pickle = model('loras/ink.pt', 'b', { format: 'pickle' })
    expect(found([pickle, ink], 'ink')).toBe('loras/styles/ink.safetensors')
    expect(found([pickle], 'ink')).toBe('loras/ink.pt')
  })
})

test.each([
  ['checkpoints/sdxl/a.safetensors', 'checkpoint'],
  ['models/Stable-diffusion/a.ckpt', 'checkpoint'],
  ['ESRGAN/4x.pth', 'upscaler'],
  ['loras/vae/a.pt', 'vae'],
  ['a.pt', 'unknown'],
  ['vae.pt/a.pt', 'unknown'],
])('the folder of %s says: %s', (name, kind) => {
  expect(kindOfFolder(name)).toBe(kind)
})
