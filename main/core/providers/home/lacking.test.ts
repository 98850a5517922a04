import { expect, it } from 'vitest'
import type { Graph } from '../../../../common/workflow/graph-node.ts'
import type { Choices } from './comfyui.ts'
import { lackingAtHome } from './lacking.ts'

const CHOICES: Choices = new Map([
  ['CheckpointLoaderSimple', new Map([['ckpt_name', ['sdxl/base.safetensors', 'toon.safetensors']]])],
  [
    'KSampler',
    new Map<string, readonly unknown[] | null>([
      ['sampler_name', ['euler']],
      ['seed', null],
    ]),
  ],
  ['LoadImage', new Map([['image', ['other.png']]])],
])

const graph = (ckpt_name: string, more: Graph = {}): Graph => ({
  '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name } },
  '3': { class_type: 'KSampler', inputs: { sampler_name: 'euler', seed: 1, model: ['4', 0] } },
  ...more,
})

it('is nothing where all is there; pictures are brought', () => {
  const image = { '9': { class_type: 'LoadImage', inputs: { image: 'burst-1.png' } } }
  expect(lackingAtHome([graph('toon.safetensors', image)], CHOICES)).toEqual([])
})

it('is told once for each, with what it may be called there', () => {
  const face = { '9': { class_type: 'FaceDetailer', inputs: {} } }
  expect(lackingAtHome([graph('base.safetensors', face), graph('base.safetensors')], CHOICES)).toMatchObject([
    { code: 'home-lacks-model', message: expect.stringContaining('It calls sdxl/base.safetensors so.') },
    { code: 'home-lacks-node', message: expect.stringContaining('FaceDetailer') },
  ])
})
