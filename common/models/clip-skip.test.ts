import { expect, it } from 'vitest'
import type { JobSettings } from '../job/job.ts'
import { SMALL } from '../job/testing/job-config.ts'
import { withUsedClipSkip } from './clip-skip.ts'
import type { LibraryModel } from './model.ts'

const job = (clip_skip?: number): JobSettings => ({
  version: '1.0',
  job_id: 'j',
  config: { ...SMALL, ...(clip_skip === undefined ? {} : { clip_skip }) },
})
const library = (base: LibraryModel['base']): LibraryModel[] => [
  {
    file: '/m/base.safetensors',
    name: 'base.safetensors',
    bytes: 1,
    sha256: 'a'.repeat(64),
    kind: 'checkpoint',
    base,
    format: 'safetensors',
  },
]

it('is kept where the family of the checkpoint has a use for it, or nobody knows the family', () => {
  for (const known of [library('sd15'), library('sd21'), library(null), []])
    expect(withUsedClipSkip(job(2), known)).toEqual({ settings: job(2), warnings: [] })
})

it('is left away for SDXL and what came later, and that is said', () => {
  const { settings, warnings } = withUsedClipSkip(job(2), library('sdxl'))
  expect(settings).toEqual(job())
  expect(warnings).toMatchObject([{ code: 'clip-skip-unused', message: expect.stringContaining('sdxl') }])
  expect(withUsedClipSkip(job(), library('sdxl')).warnings).toEqual([])
})
