import { expect, test } from 'vitest'
import { z } from 'zod'
import type { JobSettings, PromptItem } from '../job/job.ts'
import { newItems, withPlaces } from './items.ts'
import { manifestPieces, manifestStatusOf, manifestTimestamp, type ManifestInput } from './manifest.ts'
import { JOB_FILE_SOURCE } from './session-source.ts'

const Manifest = z.looseObject({
  snapshot: z.record(z.string(), z.unknown()),
  images: z.array(z.looseObject({ filename: z.string() })),
})

const JOB: JobSettings = {
  version: '1.0',
  job_id: 'job',
  config: {
    checkpoint: 'sdxl.safetensors',
    loras: [],
    generation: { width: 64, height: 64, steps: 4, cfg_scale: 7, sampler: 'euler', scheduler: 'normal', batch_size: 1 },
    upscaler: { enabled: false, model: '', scale: 1 },
  },
}

const ITEMS: PromptItem[] = ['dawn', 'dusk', 'dawn'].map((light, item) => ({
  id: `p${item}`,
  prompt: `a lighthouse,\n${light} über 灯台`,
  negative_prompt: 'blurry',
  seed: 42 + item,
  filename: `lighthouse_000${item}.png`,
  variations: { Light: light },
}))

function manifest(change: Partial<ManifestInput> = {}) {
  const text = [
    ...manifestPieces({
      source: JOB_FILE_SOURCE,
      job: JOB,
      timestamp: '2025-11-17T21:08:53.123000',
      status: 'completed',
      list: withPlaces(newItems(3), [0, 2], { kind: 'verified', lane: 0 }),
      items: () => ITEMS.map((spec, item) => ({ item, spec })),
      ...change,
    }),
  ].join('')
  return { text, value: Manifest.parse(JSON.parse(text)) }
}

test('lists what is home, in order, and is indented as a whole', () => {
  const { text, value } = manifest()
  expect(value.images.map(({ filename }) => filename)).toEqual(['lighthouse_0000.png', 'lighthouse_0002.png'])
  expect(text).toBe(`${JSON.stringify(value, null, 2)}\n`)
  expect(text).toContain('über 灯台')
})

test('with nothing at home it is readable all the same', () => {
  const { value, text } = manifest({ list: newItems(3), status: 'ongoing' })
  expect(value).toMatchObject({ images: [], status: 'ongoing' })
  expect(text).toBe(`${JSON.stringify(value, null, 2)}\n`)
})

test('variations: what could be used, and what was, in order of first use', () => {
  const source = { ...JOB_FILE_SOURCE, available: { Light: ['noon', 'dusk', 'dawn'], Sky: ['clear'] } }
  expect(manifest({ source }).value.snapshot.variations).toEqual({
    Light: { available: ['noon', 'dusk', 'dawn'], used: ['dawn', 'dusk'], count: 3 },
    Sky: { available: ['clear'], used: [], count: 1 },
  })
  expect(manifest().value.snapshot.variations).toEqual({
    Light: { available: ['dawn', 'dusk'], used: ['dawn', 'dusk'], count: 2 },
  })
})

test('a seed list is there only where there was one', () => {
  expect(manifest().value.snapshot.generation_params).not.toHaveProperty('seed_list')
  const generation = { ...JOB_FILE_SOURCE.generation, seedList: [1, 2] }
  expect(manifest({ source: { ...JOB_FILE_SOURCE, generation } }).value.snapshot.generation_params).toMatchObject({
    seed_list: [1, 2],
    num_images: 3,
  })
})

test('is completed when the work was done, also where pictures failed', () => {
  expect(manifestStatusOf('completed', 0)).toBe('completed')
  expect(manifestStatusOf('incomplete', 0)).toBe('completed')
  expect(manifestStatusOf('incomplete', 2)).toBe('aborted')
  expect(manifestStatusOf('cancelled', 2)).toBe('aborted')
})

test('its instant is local, without a zone', () => {
  expect(manifestTimestamp(new Date(2025, 10, 7, 1, 8, 3, 45))).toBe('2025-11-07T01:08:03.045000')
})
