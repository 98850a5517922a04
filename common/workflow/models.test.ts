import { expect, it } from 'vitest'
import type { JobSettings, PromptItem } from '../job/job.ts'
import { modelsOf } from './models.ts'

const settings = (upscale: boolean): JobSettings => ({
  version: '1.0',
  job_id: 'job-1',
  config: {
    checkpoint: 'model.safetensors',
    loras: [{ name: 'film', strength: 0.8 }],
    generation: {
      width: 512,
      height: 512,
      steps: 20,
      cfg_scale: 7,
      sampler: 'Euler',
      scheduler: 'Normal',
      batch_size: 1,
    },
    upscaler: { enabled: upscale, model: '4x-sharp', scale: 2 },
  },
})

const item = (prompt: string): PromptItem => ({
  id: 'p',
  prompt,
  negative_prompt: '',
  seed: 1,
  filename: 'p.png',
  variations: {},
})

it('names every file once, those of tags in prompts too', () => {
  const prompts = ['a <lora:film:0.5>', 'b <lora:grain>', 'c <lora:grain:0.2>, <lora:old.pt>'].map(item)
  expect(modelsOf(settings(true), prompts)).toEqual([
    { folder: 'checkpoints', name: 'model.safetensors' },
    { folder: 'loras', name: 'film.safetensors' },
    { folder: 'loras', name: 'grain.safetensors' },
    { folder: 'loras', name: 'old.pt' },
    { folder: 'upscale_models', name: '4x-sharp.pth' },
  ])
})

it('names no upscaler that is switched off', () => {
  expect(modelsOf(settings(false), []).map(({ folder }) => folder)).toEqual(['checkpoints', 'loras'])
})
