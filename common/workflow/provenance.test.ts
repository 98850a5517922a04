import { expect, it } from 'vitest'
import type { JobConfig } from '../job/job.ts'
import { FACE } from '../job/testing/job-config.ts'
import type { NeededModel } from '../models/needed.ts'
import { buildGraphs } from './graph.ts'
import { aboutGraph } from './provenance.ts'

const CONFIG: JobConfig = {
  checkpoint: 'sdxl/base_1.0.safetensors',
  loras: [{ name: 'ink', strength: 0.8 }],
  generation: {
    width: 832,
    height: 1216,
    steps: 30,
    cfg_scale: 6.5,
    sampler: 'DPM++ 2M',
    scheduler: 'Karras',
    batch_size: 1,
  },
  upscaler: { enabled: false, model: '', scale: 1 },
}
const model = (folder: string, name: string, sha: string): NeededModel => {
  return { folder, name, sha256: sha.repeat(64), bytes: 1 }
}
const KNOWN = [
  model('checkpoints', 'sdxl/base_1.0.safetensors', 'a'),
  model('loras', 'ink.safetensors', 'b'),
  model('upscale_models', '4x.pth', 'c'),
]

function about(prompt: string, config = CONFIG, known: readonly NeededModel[] = KNOWN) {
  const item = { id: 'p', prompt, negative_prompt: '', seed: 1, filename: 'a.png', variations: {} }
  const { graphs } = buildGraphs(config).collect([item])
  return aboutGraph(graphs['g0'] ?? {}, config, known)
}

it('says what A1111 would, with the hashes by which Civitai knows models', () => {
  expect(about('fox <lora:line:0.5:0.7>')).toEqual({
    tags: ' <lora:ink:0.8> <lora:line:0.5:0.7>',
    head: 'Steps: 30, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 6.5',
    tail: 'Size: 832x1216, Model hash: aaaaaaaaaa, Model: base_1.0, Hashes: {"model":"aaaaaaaaaa","lora:ink":"bbbbbbbbbb"}, Version: ComfyUI',
  })
})

it('leaves out what nobody knows, and quotes what would be read as more than one value', () => {
  const odd = { ...CONFIG, checkpoint: 'my, model.ckpt', loras: [] }
  expect(about('fox', odd, [])).toMatchObject({
    tags: '',
    tail: 'Size: 832x1216, Model: "my, model", Version: ComfyUI',
  })
})

it('names the passes behind the first one in the words of A1111 and ADetailer, and the checkpoint of the prompt', () => {
  const detailer = { ...FACE, prompt: 'a face, close' }
  const config: JobConfig = {
    ...CONFIG,
    loras: [],
    vae: 'fixed.safetensors',
    clip_skip: 2,
    hires: { scale: 1.5, upscaler: 'Latent', denoising_strength: 0.4, steps: 0 },
    detailers: [detailer, { ...detailer, prompt: '' }],
  }
  const { tail } = about('fox <checkpoint:toon>', config)
  expect(tail).toContain(
    'Model: toon, VAE: fixed, Clip skip: 2, Denoising strength: 0.4, Hires upscale: 1.5, Hires steps: 30',
  )
  expect(tail).toContain('ADetailer prompt: "a face, close", ADetailer model 2nd: face_yolov8n.pt')
})

it('names what enlarged it', () => {
  const enlarged = { ...CONFIG, loras: [], upscaler: { enabled: true, model: '4x.pth', scale: 2 } }
  expect(about('fox', enlarged).tail).toContain(', Postprocess upscale by: 2, Postprocess upscaler: 4x, ')
})
