import { describe, expect, test } from 'vitest'
import { BurstError } from '../errors.ts'
import type { JobSettings } from '../job/job.ts'
import type { ModelFile } from '../workflow/models.ts'
import { modelsForJob, withFileNames, type ModelRules } from './for-job.ts'
import type { LibraryModel } from './model.ts'
import { wellKnownSources } from './well-known.ts'

const model = (name: string, digit: string, more: Partial<LibraryModel> = {}): LibraryModel => ({
  file: `/m/${name}`,
  name,
  bytes: 10,
  sha256: digit.repeat(64),
  kind: 'lora',
  base: null,
  format: 'safetensors',
  ...more,
})
const library = [
  model('checkpoints/base.safetensors', 'a', { kind: 'checkpoint' }),
  model('loras/ink.safetensors', 'b'),
  model('loras/film.safetensors', 'c'),
  model('other/film.safetensors', 'd'),
  model('loras/old.pt', 'e', { format: 'pickle' }),
  model('4x.pth', 'f', { kind: 'unknown', format: 'pickle' }),
]
const lora = (name: string): ModelFile => ({ folder: 'loras', name })
const REAL: ModelRules = { madeUp: false, picklesAllowed: false }

function codesOf(files: readonly ModelFile[], rules = REAL): string[] {
  try {
    modelsForJob(files, library, rules)
    return []
  } catch (error) {
    return error instanceof BurstError ? error.problems.map(({ code }) => code) : [String(error)]
  }
}

describe('the models of a job', () => {
  test('are what their names mean here', () => {
    const files: ModelFile[] = [{ folder: 'checkpoints', name: 'base.safetensors' }, lora('ink.safetensors')]
    expect(modelsForJob(files, library, REAL)).toEqual({
      models: [
        { ...files[0], sha256: 'a'.repeat(64), bytes: 10 },
        { ...files[1], sha256: 'b'.repeat(64), bytes: 10 },
      ],
      warnings: [],
    })
  })

  test('an open model that the whole world has is fetched by the instance, and that is said', () => {
    const base: ModelFile = { folder: 'checkpoints', name: 'sd_xl_base_1.0.safetensors' }
    const { models, warnings } = modelsForJob([base], [], REAL)
    expect(models).toMatchObject([{ ...base, bytes: 6_938_078_334 }])
    expect(warnings).toMatchObject([{ code: 'model-fetched', message: expect.stringContaining('6.9 GB') }])
    expect(wellKnownSources(models[0]?.sha256 ?? '')).toMatchObject([{ kind: 'huggingface' }])
    // The user's own file of that name is meant, whatever it is.
    const own = model('sd_xl_base_1.0.safetensors', '1', { kind: 'checkpoint' })
    expect(modelsForJob([base], [own], REAL)).toMatchObject({ models: [{ sha256: '1'.repeat(64) }], warnings: [] })
    expect(wellKnownSources('1'.repeat(64))).toEqual([])
    // By another name or in another folder it is not that file.
    expect(codesOf([{ folder: 'loras', name: base.name }])).toEqual(['model-missing'])
  })

  test('every fault is told at once', () => {
    const files = [lora('none.safetensors'), lora('film.safetensors'), lora('old.pt'), lora('../ink.safetensors')]
    expect(codesOf(files)).toEqual(['model-missing', 'model-ambiguous', 'model-pickle', 'model-name'])
    expect(codesOf([lora('loras/film.safetensors'), lora('other/film.safetensors')])).toEqual([])
  })

  test('files that run code travel only with consent', () => {
    expect(codesOf([lora('old.pt')], { ...REAL, picklesAllowed: true })).toEqual([])
  })

  test('the practice cloud makes up what is missing, and says so to who has a library', () => {
    const rules = { ...REAL, madeUp: true }
    const { models, warnings } = modelsForJob([lora('none.safetensors')], library, rules)
    expect([models, warnings.map(({ code }) => code)]).toEqual([[], ['model-made-up']])
    expect(modelsForJob([lora('none.safetensors')], [], rules)).toEqual({ models: [], warnings: [] })
  })

  test('names without an ending get that of their file', () => {
    const job = {
      version: '1.0',
      job_id: 'j',
      config: { checkpoint: 'base', upscaler: { enabled: true, model: '4x', scale: 2 } },
    } as JobSettings
    expect(withFileNames(job, library).config).toMatchObject({
      checkpoint: 'base.safetensors',
      upscaler: { model: '4x.pth' },
    })
    expect(withFileNames(job, []).config).toEqual(job.config)
  })
})
