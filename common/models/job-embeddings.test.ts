import { expect, it } from 'vitest'
import type { JobSettings, PromptItem } from '../job/job.ts'
import { SMALL } from '../job/testing/job-config.ts'
import { buildGraphs } from '../workflow/graph.ts'
import { modelsOf } from '../workflow/models.ts'
import { modelsForJob } from './for-job.ts'
import { withEmbeddings } from './job-embeddings.ts'
import type { LibraryModel } from './model.ts'

const JOB: JobSettings = { version: '1.0', job_id: 'j', config: SMALL }
const item = (prompt: string, negative_prompt = ''): PromptItem => {
  return { id: 'p', prompt, negative_prompt, seed: 1, filename: 'p.png', variations: {} }
}
const model = (name: string, kind: LibraryModel['kind']): LibraryModel => {
  return { file: `/m/${name}`, name, bytes: 1, sha256: 'a'.repeat(64), kind, base: null, format: 'safetensors' }
}
const LIBRARY = [model('base.safetensors', 'checkpoint'), model('negative/EasyNegative.safetensors', 'embedding')]
const RULES = { madeUp: false, picklesAllowed: false }

it('that prompts name as words go to the instance, and are told to ComfyUI as what they are', () => {
  const items = [item('a fox', 'EasyNegative, blurry'), item('a hare')]
  const { settings, warnings } = withEmbeddings(JOB, items, LIBRARY)
  expect(warnings).toMatchObject([{ code: 'prompt-embedding', message: expect.stringContaining('`EasyNegative`') }])
  expect(buildGraphs(settings.config).assign(items[0] ?? item('')).negative).toBe('embedding:EasyNegative, blurry')
  const { models } = modelsForJob(modelsOf(settings, items), LIBRARY, RULES)
  expect(models.map(({ folder, name }) => `${folder}/${name}`)).toEqual([
    'checkpoints/base.safetensors',
    'embeddings/EasyNegative.safetensors',
  ])
})

it('are none where no prompt names one, and one that is written out is needed whatever the library has', () => {
  expect(withEmbeddings(JOB, [item('a fox')], LIBRARY)).toEqual({ settings: JOB, warnings: [] })
  expect(withEmbeddings(JOB, [item('a fox')], [])).toEqual({ settings: JOB, warnings: [] })
  expect(() => modelsForJob(modelsOf(JOB, [item('embedding:other')]), LIBRARY, RULES)).toThrow('embeddings/other')
})
