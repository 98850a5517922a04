import { expect, it } from 'vitest'
import type { JobSettings, PromptItem } from '../job/job.ts'
import { FACE } from '../job/testing/job-config.ts'
import { buildGraphs } from './graph.ts'
import { modelsOf, modelsOfGraph, type ModelFile } from './models.ts'

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

const byName = (a: ModelFile, b: ModelFile) => a.name.localeCompare(b.name)

it('names every file once, those of tags in prompts too', () => {
  const prompts = ['a <lora:film:0.5>', 'b <lora:grain>', 'c <lora:grain:0.2>, <lora:old.pt>'].map(item)
  expect(modelsOf(settings(true), prompts)).toEqual([
    { folder: 'checkpoints', name: 'model.safetensors' },
    { folder: 'loras', name: 'film.safetensors' },
    { folder: 'upscale_models', name: '4x-sharp.pth' },
    { folder: 'loras', name: 'grain.safetensors' },
    { folder: 'loras', name: 'old.pt' },
  ])
})

it('a graph loads what its items are said to need', () => {
  const { config } = settings(true)
  const spec = item('b <lora:grain>, c')
  const graphs = Object.values(buildGraphs(config).collect([spec]).graphs)
  expect(graphs.flatMap(modelsOfGraph).toSorted(byName)).toEqual(
    modelsOf({ ...settings(true), config }, [spec]).toSorted(byName),
  )
})

it('names what every pass loads, and the checkpoints of the prompts', () => {
  const plain = settings(true)
  const config = {
    ...plain.config,
    vae: 'fixed.safetensors',
    hires: { scale: 2, upscaler: 'R-ESRGAN 4x+', denoising_strength: 0.4, steps: 0 },
    detailers: [FACE],
    controlnet: [
      {
        model: 'canny.pth',
        image: '/a.png',
        weight: 1,
        guidance_start: 0,
        guidance_end: 1,
        resize_mode: 'crop' as const,
      },
    ],
  }
  const prompts = ['a <checkpoint:toon>', 'b'].map(item)
  const needed = modelsOf({ ...plain, config }, prompts)
  expect(needed.map(({ folder, name }) => `${folder}/${name}`)).toEqual([
    'checkpoints/toon.safetensors',
    'checkpoints/model.safetensors',
    'loras/film.safetensors',
    'vae/fixed.safetensors',
    'upscale_models/RealESRGAN_x4plus.pth',
    'upscale_models/4x-sharp.pth',
    'controlnet/canny.pth',
    'ultralytics/bbox/face_yolov8n.pt',
  ])
  const loaded = Object.values(buildGraphs(config).collect(prompts).graphs).flatMap(modelsOfGraph)
  expect(new Set(loaded.map(({ folder, name }) => `${folder}/${name}`))).toEqual(
    new Set(needed.map(({ folder, name }) => `${folder}/${name}`)),
  )
  expect(modelsOf(plain, [item('<checkpoint:toon>')])[0]).toEqual({ folder: 'checkpoints', name: 'toon.safetensors' })
})

it('names no upscaler that is switched off', () => {
  expect(modelsOf(settings(false), []).map(({ folder }) => folder)).toEqual(['checkpoints', 'loras'])
})
