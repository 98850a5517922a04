import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { CHECKPOINT as TENSORS, LORA, put, safetensors } from '../../main/core/models/testing/model-files.ts'
import { decodePng } from './support/png.ts'
import { CHECKPOINT, jobManifest, TestHome } from './support/test-home.ts'

/** Four sets of LoRAs, as a random template would mix them. */
const SETS = ['', '<lora:ink:1>', '<lora:film:0.5>', '<lora:ink:1> <lora:film:0.5>']
const COUNT = 24

let home: TestHome

/** How often the stand-in loaded each, because it was not in its cache. */
function loads(...names: string[]): number[] {
  const loaded = readFileSync(path.join(home.root, 'sandbox', 'made.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .flatMap(line => (JSON.parse(line) as { loaded: string[] }).loaded)
  return names.map(name => loaded.filter(one => one === name).length)
}

beforeEach(async () => {
  home = new TestHome()
  await home.furnish()
})
afterEach(() => home.end())

test('a job that mixes four sets of LoRAs loads each as seldom as can be, and says in each picture what it was made with', async () => {
  const library = path.join(home.root, 'library')
  put(library, `checkpoints/${CHECKPOINT}`, safetensors(TENSORS, 1))
  for (const [at, name] of ['ink', 'film'].entries())
    put(library, `loras/${name}.safetensors`, safetensors(LORA, at + 2))
  await home.json(['models', 'scan', library])
  const manifest = jobManifest({ count: COUNT })
  const prompts = manifest.prompts.map((item, at) => ({ ...item, prompt: `${item.prompt} ${SETS[at % SETS.length]}` }))
  const job = path.join(home.root, 'mixed.json')
  writeFileSync(job, JSON.stringify({ ...manifest, prompts }))
  const out = path.join(home.root, 'out')
  const burst = await home.json<BurstSummary>(['run', job, '--provider', 'sandbox', '--out', out])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: COUNT } })

  // Ink stays from the set of both to the set of itself.
  expect(loads(CHECKPOINT, 'ink.safetensors', 'film.safetensors')).toEqual([1, 1, 2])

  const texts = decodePng(readFileSync(path.join(out, 'view_00003.png'))).texts
  const lines = texts.get('parameters')?.split('\n') ?? []
  expect(lines[0]).toBe('a lighthouse, view 3 <lora:ink:1> <lora:film:0.5>')
  expect(lines[2]).toMatch(/^Steps: 4, Sampler: euler, .*, Seed: 1003, Size: 64x64, Model hash: [0-9a-f]{10}, /)
  const { models, id } = JSON.parse(texts.get('burst') ?? '{}') as { models: Record<string, string>; id: string }
  expect(id).toBe('p3')
  expect(Object.keys(models).toSorted()).toEqual([
    `checkpoints/${CHECKPOINT}`,
    'loras/film.safetensors',
    'loras/ink.safetensors',
  ])
})

test('a job that mixes three checkpoints and four sets of LoRAs loads as little as can be', async () => {
  const manifest = jobManifest({ count: COUNT })
  const checkpoints = ['', '<checkpoint:toon>', '<checkpoint:real>']
  const prompts = manifest.prompts.map((item, at) => {
    const set = SETS[Math.floor(at / checkpoints.length) % SETS.length]
    return { ...item, prompt: `${item.prompt} ${checkpoints[at % checkpoints.length]} ${set}` }
  })
  const job = path.join(home.root, 'mixed.json')
  writeFileSync(job, JSON.stringify({ ...manifest, prompts }))
  const burst = await home.json<BurstSummary>(['run', job, '--provider', 'sandbox'])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: COUNT } })
  expect(loads(CHECKPOINT, 'toon.safetensors', 'real.safetensors')).toEqual([1, 1, 1])
  // With each checkpoint what the chains begin with: ink, film behind ink, and film alone.
  expect(loads('ink.safetensors', 'film.safetensors')).toEqual([3, 6])
})

test('an embedding that prompts name as a plain word is brought, and told to ComfyUI as what it is', async () => {
  const library = path.join(home.root, 'library')
  put(library, `checkpoints/${CHECKPOINT}`, safetensors(TENSORS, 1))
  put(library, 'embeddings/EasyNegative.safetensors', safetensors(['emb_params'], 4))
  await home.json(['models', 'scan', library])
  const manifest = jobManifest({ count: 2 })
  const prompts = manifest.prompts.map(item => ({ ...item, negative_prompt: 'easynegative, blurry' }))
  const job = path.join(home.root, 'embedded.json')
  writeFileSync(job, JSON.stringify({ ...manifest, prompts }))
  const out = path.join(home.root, 'out')
  const burst = await home.json<BurstSummary>(['run', job, '--provider', 'sandbox', '--out', out])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 2 } })
  const texts = decodePng(readFileSync(path.join(out, 'view_00000.png'))).texts
  expect(texts.get('prompt')).toContain('"embedding:EasyNegative, blurry"')
  expect(Object.keys((JSON.parse(texts.get('burst') ?? '{}') as { models: object }).models)).toContain(
    'embeddings/EasyNegative.safetensors',
  )
})
