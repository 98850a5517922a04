import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ControlUnit, Detailer, Hires, JobConfig, PromptItem } from '../job/job.ts'
import { FACE, PORTRAIT } from '../job/testing/job-config.ts'
import { controlImageName } from './control-images.ts'
import { buildGraphs, type Graph } from './graph.ts'
import { WITH_PACKS } from './testing/known-classes.ts'
import { faultsOfGraph } from './testing/node-classes.ts'

const HIRES: Hires = { scale: 1.5, upscaler: 'Latent', denoising_strength: 0.4, steps: 12 }
const HANDS: Detailer = {
  ...FACE,
  model: 'hand_yolov8n-seg.pt',
  prompt: 'a hand',
  largest: 2,
  size: 768,
  steps: 12,
  cfg_scale: 4,
  sampler: 'Euler a',
  scheduler: 'Automatic',
}
const UNIT: ControlUnit = {
  model: 'canny.safetensors',
  image: '/home/me/arch.png',
  weight: 0.8,
  guidance_start: 0,
  guidance_end: 0.75,
  resize_mode: 'crop',
}

function built(more: Partial<JobConfig>, prompt = 'a potter') {
  const builder = buildGraphs({ ...PORTRAIT, ...more })
  const item: PromptItem = { id: 'p', prompt, negative_prompt: '', seed: 1, filename: 'p.png', variations: {} }
  const { graphs, bind } = builder.collect([item])
  const { graph } = builder.assign(item)
  return { graph: graphs[graph] ?? {}, bind: bind[graph] }
}

const nodesOf = (graph: Graph, name: string) => Object.values(graph).filter(({ class_type }) => class_type === name)

/** Class names from the saved picture back to the first sampler. */
function wayBack(graph: Graph): string[] {
  const way: string[] = []
  let node = nodesOf(graph, 'SaveImage')[0]
  while (node) {
    way.push(node.class_type)
    const { inputs } = node
    const link = ['images', 'image', 'pixels', 'samples', 'latent_image'].map(name => inputs[name]).find(Array.isArray)
    node = link === undefined ? undefined : graph[String(link[0])]
  }
  return way
}

describe('what a picture goes through', () => {
  it('is the whole of it, in the order of A1111: hires fix, detailers, and enlarging last', () => {
    const { graph, bind } = built({
      loras: [{ name: 'film', strength: 0.8 }],
      vae: 'fixed.safetensors',
      clip_skip: 2,
      hires: HIRES,
      detailers: [FACE, HANDS],
      controlnet: [UNIT],
      upscaler: { enabled: true, model: '4x-sharp', scale: 2 },
    })
    expect(faultsOfGraph(WITH_PACKS, graph)).toEqual([])
    expect(wayBack(graph)).toEqual([
      'SaveImage',
      'ImageScale',
      'ImageUpscaleWithModel',
      'FaceDetailer',
      'FaceDetailer',
      'VAEDecode',
      'KSampler',
      'LatentUpscale',
      'KSampler',
      'EmptyLatentImage',
    ])
    // 832 × 1216, one and a half times, twice.
    expect(nodesOf(graph, 'ImageScale')[0]?.inputs).toMatchObject({ width: 2496, height: 3648 })
    expect(bind?.seed.map(([id, input]) => [graph[id]?.class_type, input])).toEqual([
      ['KSampler', 'seed'],
      ['KSampler', 'seed'],
      ['FaceDetailer', 'seed'],
      ['FaceDetailer', 'seed'],
    ])
  })

  it('is made from the VAE and the layer of the text encoder that were asked for', () => {
    const { graph } = built({ vae: 'fixed.safetensors', clip_skip: 2, loras: [{ name: 'film', strength: 1 }] })
    const classOf = (link: unknown) => (Array.isArray(link) ? graph[String(link[0])]?.class_type : undefined)
    expect(nodesOf(graph, 'CLIPTextEncode').map(({ inputs }) => classOf(inputs['clip']))).toEqual([
      'CLIPSetLastLayer',
      'CLIPSetLastLayer',
    ])
    expect(nodesOf(graph, 'CLIPSetLastLayer')[0]?.inputs).toEqual({ clip: ['200', 1], stop_at_clip_layer: -2 })
    expect(classOf(nodesOf(graph, 'VAEDecode')[0]?.inputs['vae'])).toBe('VAELoader')
    expect(nodesOf(built({ clip_skip: 1 }).graph, 'CLIPSetLastLayer')).toEqual([])
  })

  it('comes from the checkpoint that its prompt names', () => {
    const loaded = (prompt: string) =>
      nodesOf(built({}, prompt).graph, 'CheckpointLoaderSimple')[0]?.inputs['ckpt_name']
    expect(loaded('a potter <checkpoint:toon>')).toBe('toon.safetensors')
    expect(loaded('a potter')).toBe('model.safetensors')
  })
})

describe('the second pass', () => {
  it('takes as many steps as it says, or as many as the first', () => {
    const second = (hires: Hires) => nodesOf(built({ hires }).graph, 'KSampler')[1]?.inputs
    expect(second(HIRES)).toMatchObject({ steps: 12, denoise: 0.4, cfg: 5.5, sampler_name: 'dpmpp_2m' })
    expect(second({ ...HIRES, steps: 0 })).toMatchObject({ steps: 30 })
  })

  it('enlarges the latent, the pixels, or by a model, to whole eighths', () => {
    const way = (upscaler: string) => wayBack(built({ hires: { ...HIRES, scale: 1.37, upscaler } }).graph).slice(3, -2)
    expect(way('Latent (bicubic antialiased)')).toEqual(['LatentUpscale'])
    expect(way('Lanczos')).toEqual(['VAEEncode', 'ImageScale', 'VAEDecode'])
    expect(way('R-ESRGAN 4x+')).toEqual(['VAEEncode', 'ImageScale', 'ImageUpscaleWithModel', 'VAEDecode'])
    const { graph } = built({ hires: { ...HIRES, scale: 1.37, upscaler: 'R-ESRGAN 4x+' } })
    expect(nodesOf(graph, 'UpscaleModelLoader')[0]?.inputs).toEqual({ model_name: 'RealESRGAN_x4plus.pth' })
    // 1139.84 and 1665.92 pixels.
    expect(nodesOf(graph, 'ImageScale')[0]?.inputs).toMatchObject({ width: 1136, height: 1664 })
  })
})

describe('a detailer', () => {
  it('has the texts, steps and sampler of the picture, unless it has its own', () => {
    const { graph } = built({ detailers: [FACE, HANDS] })
    const [face, hands] = nodesOf(graph, 'FaceDetailer').map(({ inputs }) => inputs)
    expect(face).toMatchObject({
      positive: ['6', 0],
      negative: ['7', 0],
      steps: 30,
      cfg: 5.5,
      guide_size: 1216,
      guide_size_for: false,
      bbox_threshold: 0.3,
      bbox_dilation: 4,
      feather: 4,
      denoise: 0.4,
      bbox_crop_factor: 1.5,
    })
    expect(face).not.toHaveProperty('segm_detector_opt')
    expect(hands).toMatchObject({ steps: 12, cfg: 4, sampler_name: 'euler_ancestral', scheduler: 'normal' })
    expect(hands).toMatchObject({ guide_size: 768, max_size: 768, segm_detector_opt: ['75', 1], negative: ['7', 0] })
    expect(graph['76']).toEqual({ class_type: 'CLIPTextEncode', inputs: { text: 'a hand', clip: ['4', 1] } })
    expect(nodesOf(graph, 'UltralyticsDetectorProvider').map(({ inputs }) => inputs['model_name'])).toEqual([
      'bbox/face_yolov8n.pt',
      'segm/hand_yolov8n-seg.pt',
    ])
    expect(nodesOf(graph, 'SEGSOrderedFilterDetailerHookProvider').map(({ inputs }) => inputs['take_count'])).toEqual([
      2,
    ])
  })
})

describe('ControlNets', () => {
  it('change the texts of both passes, one after the other, and not those of detailers', () => {
    const second = { ...UNIT, model: 'depth.safetensors', resize_mode: 'stretch' as const }
    const { graph } = built({ controlnet: [UNIT, second], hires: HIRES, detailers: [FACE] })
    const [first, last] = nodesOf(graph, 'ControlNetApplyAdvanced').map(({ inputs }) => inputs)
    expect(first).toMatchObject({ positive: ['6', 0], negative: ['7', 0], strength: 0.8, end_percent: 0.75 })
    expect(last).toMatchObject({ positive: ['33', 0], negative: ['33', 1], image: ['35', 0] })
    for (const { inputs } of nodesOf(graph, 'KSampler'))
      expect(inputs).toMatchObject({ positive: ['37', 0], negative: ['37', 1] })
    expect(nodesOf(graph, 'FaceDetailer')[0]?.inputs).toMatchObject({ positive: ['6', 0] })
    expect(nodesOf(graph, 'LoadImage')[0]?.inputs['image']).toBe(controlImageName(UNIT.image))
  })

  it('say nothing of this computer to the instance', () => {
    expect(controlImageName('/home/me/my face.JPG')).toMatch(/^burst-[0-9a-f]{16}\.jpg$/)
    expect(controlImageName('/home/me/no-ending')).toMatch(/^burst-[0-9a-f]{16}\.png$/)
  })
})

it('every graph is one that ComfyUI takes, whatever is asked for', () => {
  const number = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const hires = fc.record({
    scale: number(1, 8),
    upscaler: fc.constantFrom('Latent', 'Latent (nearest)', 'None', 'Lanczos', 'Nearest', '4x-any'),
    denoising_strength: number(0, 1),
    steps: fc.integer({ min: 0, max: 1000 }),
  })
  const detailer = fc.record({
    model: fc.constantFrom('face_yolov8n.pt', 'person_yolov8n-seg.pt'),
    prompt: fc.constantFrom('', 'a face'),
    negative_prompt: fc.constantFrom('', 'blurry'),
    confidence: number(0, 1),
    largest: fc.nat(1000),
    dilation: fc.integer({ min: -512, max: 512 }),
    mask_blur: fc.nat(100),
    denoising_strength: number(0.0001, 1),
    padding: fc.nat(2048),
    size: fc.option(fc.integer({ min: 8, max: 1024 }).map(eighths => eighths * 8)),
    steps: fc.option(fc.integer({ min: 1, max: 1000 })),
    cfg_scale: fc.option(number(0, 100)),
    sampler: fc.option(fc.constantFrom('Euler', 'DPM++ 2M Karras')),
    scheduler: fc.option(fc.constantFrom('Karras', 'Automatic')),
  })
  const unit = fc.record({
    model: fc.constant('canny.safetensors'),
    image: fc.string({ minLength: 1 }),
    weight: number(0, 10),
    guidance_start: number(0, 1),
    guidance_end: number(0, 1),
    resize_mode: fc.constantFrom('crop' as const, 'stretch' as const),
  })
  const asked = fc.record(
    {
      vae: fc.constant('vae.safetensors'),
      clip_skip: fc.integer({ min: 1, max: 12 }),
      hires,
      detailers: fc.array(detailer, { maxLength: 8 }),
      controlnet: fc.array(unit, { maxLength: 8 }),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(asked, more => {
      expect(faultsOfGraph(WITH_PACKS, built(more).graph)).toEqual([])
    }),
  )
})
