import { describe, expect, it } from 'vitest'
import { BurstError, type Problem } from '../errors.ts'
import { JobManifest } from '../job/job.ts'
import { expandTemplate } from './expand.ts'
import { seededRandom } from './random.ts'
import { promptText, sourceOf } from './test-source.ts'
import { jobOf, type TemplateJob } from './to-job.ts'

const OPTIONS = { jobId: 'job-1', checkpoint: 'base.safetensors' }
const TREES = { Tree: ['elm', 'oak', 'ash'] }

function jobWith(
  parameters: Record<string, unknown>,
  rest: Record<string, unknown> = {},
  random?: () => number,
): TemplateJob {
  const files = { 'a.yaml': promptText('{Tree}', TREES, { parameters, ...rest }) }
  return jobOf(expandTemplate(sourceOf(files), {}), { ...OPTIONS, random })
}

function problemsOf(make: () => unknown): readonly Problem[] {
  try {
    make()
  } catch (error) {
    if (error instanceof BurstError && error.exit === 'usage') return error.problems
    throw error
  }
  return []
}

const codes = (make: () => unknown) => problemsOf(make).map(problem => problem.code)

describe('jobOf', () => {
  it('makes a valid manifest, with the defaults of the WebUI', () => {
    const { settings, items } = jobWith({})
    const manifest = JobManifest.parse({ ...settings, prompts: [...items()] })
    expect(manifest).toMatchObject({
      version: '1.0',
      job_id: 'job-1',
      config: {
        checkpoint: 'base.safetensors',
        loras: [],
        generation: { width: 512, height: 512, steps: 20, cfg_scale: 7, sampler: 'Euler a', scheduler: 'automatic' },
        upscaler: { enabled: false },
      },
    })
    expect(manifest.prompts.map(prompt => prompt.id)).toEqual(['p0000', 'p0001', 'p0002'])
  })

  it("takes Burst's own parameters", () => {
    const { settings } = jobWith({
      checkpoint: 'other.safetensors',
      loras: [{ name: 'a.safetensors', strength: 0.5 }, { name: 'b.safetensors' }],
      upscaler: { model: 'x4.pth', scale: 2 },
    })
    expect(settings.config).toMatchObject({
      checkpoint: 'other.safetensors',
      loras: [
        { name: 'a.safetensors', strength: 0.5 },
        { name: 'b.safetensors', strength: 1 },
      ],
      upscaler: { enabled: true, model: 'x4.pth', scale: 2 },
    })
  })

  it('names every parameter that is out of range, with its place and what it may be', () => {
    const text = [
      'name: A',
      'generation: {mode: combinatorial, seed: 1, seed_mode: fixed, max_images: 1}',
      'parameters:',
      '  width: 7',
      '  steps: "20"',
      '  loras: [{name: a, strength: 99}]',
      'prompt: a',
    ].join('\n')
    const problems = problemsOf(() => jobOf(expandTemplate(sourceOf({ 'a.yaml': text }), {}), OPTIONS))
    expect(new Set(problems.map(problem => problem.line))).toEqual(new Set([4, 5, 6]))
    const width = problems.find(problem => problem.line === 4)
    expect(width).toMatchObject({ code: 'parameter-invalid', file: 'a.yaml', column: 10 })
    expect(width?.message).toContain('parameters.width')
    expect(width?.remedy).toContain('divided by 8')
    expect(problems.find(problem => problem.line === 6)?.message).toContain('parameters.loras.0.strength')
  })

  it('draws the seeds that are left open, the same each time', () => {
    const generation = { mode: 'combinatorial', seed: 5, seed_mode: 'random', max_images: -1 }
    const job = jobWith({}, { generation }, seededRandom(7))
    const items = [...job.items()]
    expect(items.every(item => item.seed >= 0 && item.seed < 2 ** 32)).toBe(true)
    expect(new Set(items.map(item => item.seed)).size).toBe(items.length)
    expect([...job.items()]).toEqual(items)
    expect([...jobWith({}, { generation }, seededRandom(7)).items()]).toEqual(items)
    expect(items[0]?.filename).toBe('Test_0000.png')
  })

  it('says what it does not make yet', () => {
    const controlnet = {
      model: 'canny',
      image: 'arch.png',
      module: 'canny',
      control_mode: 'My prompt is more important',
    }
    const { warnings, settings } = jobWith({ n_iter: 2, controlnet })
    expect(warnings.map(({ code, message }) => [code, message.split('`')[1]])).toEqual(
      ['controlnet.module (canny)', 'controlnet.control_mode', 'n_iter'].map(what => [
        'not-made-yet',
        `parameters.${what}`,
      ]),
    )
    expect(settings.config.controlnet).toHaveLength(1)
    const without = jobWith({ controlnet: { model: 'canny' } })
    expect(without.warnings[0]?.message).toContain('without a picture')
    expect(without.settings.config).not.toHaveProperty('controlnet')
  })

  it('takes what the WebUI is asked for beside the picture itself', () => {
    const hires = { enable_hr: true, hr_scale: 1.5, hr_upscaler: 'R-ESRGAN 4x+', denoising_strength: 0.4 }
    const controlnet = { model: 'canny', image: '../arch.png', weight: 0.8, resize_mode: 'Just Resize' }
    const { settings, warnings } = jobWith({ ...hires, controlnet, vae: 'fixed.safetensors', clip_skip: 2 })
    expect(warnings).toEqual([])
    expect(settings.config).toMatchObject({
      vae: 'fixed.safetensors',
      clip_skip: 2,
      hires: { scale: 1.5, upscaler: 'R-ESRGAN 4x+', denoising_strength: 0.4, steps: 0 },
      controlnet: [
        { model: 'canny', image: '/arch.png', weight: 0.8, guidance_start: 0, guidance_end: 1, resize_mode: 'stretch' },
      ],
    })
    const plain = jobWith({ ...hires, enable_hr: false, vae: 'Automatic', clip_skip: 1 }).settings.config
    expect(Object.keys(plain)).toEqual(['checkpoint', 'loras', 'generation', 'upscaler'])
  })

  it('takes the detectors of ADetailer, and says which of their fields do nothing', () => {
    const preset = (fields: object) => JSON.stringify({ version: '2.0', detector: fields })
    const detectors = (override: object) => {
      const files = {
        'a.yaml': promptText('{Tree}', TREES, {
          parameters: { adetailer: [{ import: 'f.adetailer.yaml', override }] },
        }),
        'f.adetailer.yaml': preset({ ad_model: 'face_yolov8s.pt', ad_denoising_strength: 0.35, ad_mask_k_largest: 1 }),
      }
      return jobOf(expandTemplate(sourceOf(files), {}), OPTIONS)
    }
    const used = detectors({ ad_steps: 12, ad_use_steps: true, ad_sampler: 'Euler a', ad_x_offset: 3 })
    expect(used.settings.config.detailers).toMatchObject([
      { model: 'face_yolov8s.pt', denoising_strength: 0.35, largest: 1, steps: 12, cfg_scale: null, sampler: null },
    ])
    expect(used.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('`parameters.adetailer.ad_x_offset`'),
    ])
    expect(detectors({ ad_tab_enable: false }).settings.config).not.toHaveProperty('detailers')
    expect(detectors({ ad_model: 'mediapipe_face_full' }).warnings[0]?.message).toContain('mediapipe_face_full')
    expect(detectors({ ad_prompt: 'a face [SEP] a hand' }).warnings).toHaveLength(1)
    expect(problemsOf(() => detectors({ ad_confidence: 3 }))[0]).toMatchObject({
      code: 'parameter-invalid',
      message: expect.stringContaining('`parameters.adetailer.0.ad_confidence` is 3'),
    })
  })

  it('refuses a job without pictures, with too many, or with impossible seeds', () => {
    const generation = { mode: 'combinatorial', seed: -5, seed_mode: 'fixed', max_images: -1 }
    expect(codes(() => jobWith({}, { imports: { Tree: [] } }))).toEqual(['no-prompts'])
    expect(codes(() => jobWith({}, { generation }))).toEqual(['seed-out-of-range'])
    const digits = Array.from({ length: 1001 }, (_, index) => `n${index}`)
    const many = promptText('{A} {B}', { A: digits, B: digits })
    expect(codes(() => jobOf(expandTemplate(sourceOf({ 'a.yaml': many }), {}), OPTIONS))).toEqual(['too-many-prompts'])
  })
})
