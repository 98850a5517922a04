import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BurstError, type Problem } from '../errors.ts'
import type { JobManifest, JobSettings, PromptItem } from './job.ts'
import { jobText } from './job-text.ts'
import { parseJob } from './parse-job.ts'

const SETTINGS: JobSettings = {
  version: '1.0',
  job_id: 'job-1',
  config: {
    checkpoint: 'model.safetensors',
    loras: [{ name: 'film', strength: 0.8 }],
    generation: {
      width: 832,
      height: 1216,
      steps: 30,
      cfg_scale: 5.5,
      sampler: 'DPM++ 2M',
      scheduler: 'Karras',
      batch_size: 1,
    },
    upscaler: { enabled: true, model: '4x', scale: 1.5 },
  },
}

const prompt = (index: number): PromptItem => ({
  id: `p${index}`,
  prompt: `a lighthouse, ${index}`,
  negative_prompt: 'blurry',
  seed: index,
  filename: `lighthouse_${index}.png`,
  variations: { Light: 'dawn', Place: { title: 'coast', text: 'on a coast' } },
})

const manifest = (...prompts: PromptItem[]): JobManifest => ({ ...SETTINGS, prompts })

function problemsOf(text: string): readonly Problem[] {
  try {
    parseJob(text, 'job.json')
  } catch (error) {
    if (error instanceof BurstError && error.exit === 'usage') return error.problems
    throw error
  }
  return []
}

/** Problems of a good manifest in which one thing is different. */
function problemsWith(change: (job: ReturnType<typeof loose>) => void): readonly Problem[] {
  const job = loose()
  change(job)
  return problemsOf(JSON.stringify(job))
}

const renamed = (filename: string) => problemsWith(({ prompts }) => Object.assign(prompts[1] ?? {}, { filename }))

/** One problem whose message starts so. */
const invalid = (start: string) => [
  expect.objectContaining({
    code: 'job-invalid',
    file: 'job.json',
    message: expect.stringMatching(`^${start}`),
  }),
]

function loose() {
  const { config, ...rest } = structuredClone(SETTINGS)
  const prompts: Record<string, unknown>[] = [{ ...prompt(0) }, { ...prompt(1) }]
  return { ...rest, config: { ...config, generation: { ...config.generation } }, prompts }
}

describe('a written job', () => {
  it('is read back as it was written', () => {
    const written = [...jobText(SETTINGS, [prompt(0), prompt(1)])].join('')
    expect(parseJob(written, 'job.json')).toEqual(manifest(prompt(0), prompt(1)))
  })

  it('is read back whatever its texts are', () => {
    const texts = fc.record({
      prompt: fc.string({ unit: 'binary' }),
      negative_prompt: fc.string(),
      seed: fc.maxSafeNat(),
    })
    fc.assert(
      fc.property(fc.array(texts, { minLength: 1, maxLength: 20 }), some => {
        const prompts = some.map((text, index) => ({ ...prompt(index), ...text }))
        expect(parseJob([...jobText(SETTINGS, prompts)].join(''), 'job.json').prompts).toEqual(prompts)
      }),
    )
  })

  it('is written piece by piece, and reads its items once', () => {
    let taken = 0
    function* items() {
      for (let index = 0; index < 1000; index += 1, taken += 1) yield prompt(index)
    }
    const pieces = jobText(SETTINGS, items())
    pieces.next()
    expect(taken).toBe(0)
    pieces.next()
    pieces.next()
    expect(taken).toBe(1)
  })
})

describe('a broken job', () => {
  it('names the line and column of broken syntax', () => {
    expect(problemsOf('{\n  "version": "1.0",\n  "job_id": oops\n}')).toMatchObject([
      { code: 'job-syntax', file: 'job.json', line: 3, column: 13 },
    ])
    expect(problemsOf('{\n  "version": "1.0"')).toMatchObject([{ code: 'job-syntax', line: 2 }])
    expect(problemsOf('')).toMatchObject([{ code: 'job-syntax', line: 1, column: 1 }])
  })

  it('names the path of a value that is wrong', () => {
    expect(problemsWith(job => (job.config.generation.width = 7))).toEqual(
      expect.arrayContaining(invalid('config.generation.width: ')),
    )
    expect(problemsWith(({ prompts }) => delete prompts[1]?.['seed'])).toEqual(invalid(String.raw`prompts\[1\].seed: `))
    expect(problemsOf('[]')).toEqual(invalid('the manifest: '))
  })

  it('is refused for what it says that nobody reads', () => {
    expect(problemsWith(({ prompts }) => Object.assign(prompts[0] ?? {}, { negativ_prompt: '' }))).toMatchObject([
      { code: 'job-invalid' },
    ])
  })

  it('is refused for file names that are unsafe or collide', () => {
    expect(renamed('../x.png')).toMatchObject([
      { code: 'unsafe-file-name', file: 'job.json', message: expect.stringContaining('prompts[1].filename') },
    ])
    expect(renamed('LIGHTHOUSE_0.png')).toMatchObject([{ code: 'colliding-file-name' }])
  })

  it('says a bounded number of things', () => {
    const prompts = Array.from({ length: 500 }, (_, index) => ({ ...prompt(index), filename: 'no' }))
    const { length } = problemsOf(JSON.stringify({ ...SETTINGS, prompts }))
    expect(length).toBeGreaterThan(0)
    expect(length).toBeLessThanOrEqual(20)
  })
})
