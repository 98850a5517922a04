import { expect, test } from 'vitest'
import { parseSource, sourceText, type ModelSource } from './source.ts'

const hub = (file: string, revision = 'main'): ModelSource => ({
  kind: 'huggingface',
  repository: 'stabilityai/sdxl-vae',
  revision,
  file,
})

test.each<[text: string, source: ModelSource]>([
  ['hf:stabilityai/sdxl-vae/vae.safetensors', hub('vae.safetensors')],
  ['hf://stabilityai/sdxl-vae/deep/vae.safetensors@v1', hub('deep/vae.safetensors', 'v1')],
  ['hf:stabilityai/sdxl-vae@v1/vae.safetensors', hub('vae.safetensors', 'v1')],
  ['https://huggingface.co/stabilityai/sdxl-vae/resolve/main/a%20b.safetensors?download=true', hub('a b.safetensors')],
  ['https://huggingface.co/stabilityai/sdxl-vae/blob/main/vae.safetensors', hub('vae.safetensors')],
  ['civitai:128713', { kind: 'civitai', version: 128_713, query: '' }],
  [
    'https://civitai.com/api/download/models/128713?type=Model&format=SafeTensor',
    { kind: 'civitai', version: 128_713, query: 'type=Model&format=SafeTensor' },
  ],
  ['https://example.org/x.safetensors', { kind: 'url', url: 'https://example.org/x.safetensors' }],
  ['http://127.0.0.1:8000/x', { kind: 'url', url: 'http://127.0.0.1:8000/x' }],
])('%s', (text, source) => {
  expect(parseSource(text)).toEqual(source)
  expect(parseSource(sourceText(source))).toEqual(source)
})

test.each([
  ['nothing', 'source-unknown'],
  ['http://example.org/x', 'source-unknown'],
  ['ftp://example.org/x', 'source-unknown'],
  ['file:///etc/passwd', 'source-unknown'],
  ['civitai:x', 'source-unknown'],
  ['https://user:secret@example.org/x', 'source-secret'],
  ['https://civitai.com/api/download/models/1?token=abc', 'source-secret'],
])('%s is refused', (text, code) => {
  expect(() => parseSource(text)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ code })] }))
})
