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
    const { warnings } = jobWith({ enable_hr: true, n_iter: 2, controlnet: { model: 'canny' } })
    expect(warnings.map(warning => warning.details)).toEqual(
      ['enable_hr', 'controlnet', 'n_iter'].map(key => ({ subjects: [`parameters.${key}`] })),
    )
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
