import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { stringify } from 'yaml'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { WorkflowView } from '../../common/contract.ts'
import type { Graph } from '../../common/workflow/graph-node.ts'
import { TestHome } from './support/test-home.ts'

const WORKFLOWS = path.resolve(import.meta.dirname, '../golden/workflows')

let home: TestHome
let folder: string

beforeEach(async () => {
  home = new TestHome()
  folder = path.join(home.root, 'templates')
  mkdirSync(folder)
  await home.furnish()
})
afterEach(() => home.end())

function template(name: string, parameters: object): string {
  const file = path.join(folder, `${name}.prompt.yaml`)
  writeFileSync(
    file,
    stringify({
      version: '2.0',
      type: 'prompt',
      name,
      generation: { mode: 'combinatorial', seed: 500, seed_mode: 'progressive', max_images: -1 },
      imports: { Animal: ['fox <lora:ink:0.5>', 'hare'] },
      parameters,
      prompt: 'a {Animal} in the snow',
      negative_prompt: 'text',
    }),
  )
  return file
}

async function made(file: string): Promise<{ picture: string; graph: Graph; size: string }[]> {
  const out = path.join(home.root, `out-${path.basename(file)}`)
  const burst = await home.json<BurstSummary>(['run', file, '--provider', 'sandbox', '--out', out])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 2, failed: 0 } })
  const pictures = readdirSync(out)
    .filter(name => name.endsWith('.png'))
    .toSorted()
  return await Promise.all(
    pictures.map(async name => {
      const picture = path.join(out, name)
      const { comments = [], width, height } = await sharp(picture).metadata()
      const text = comments.find(({ keyword }) => keyword === 'prompt')?.text ?? '{}'
      return { picture, graph: JSON.parse(text) as Graph, size: `${width}×${height}` }
    }),
  )
}

test('a workflow of somebody else makes the pictures of a template, and a picture of it is one again', async () => {
  copyFileSync(path.join(WORKFLOWS, 'hires-fix.json'), path.join(folder, 'mine.json'))
  const [fox, hare] = await made(template('mine', { workflow: 'mine.json', width: 96, steps: 2 }))
  // Twice as large by the second pass, as it was drawn; its width is the template's.
  expect([fox?.size, hare?.size]).toEqual(['192×128', '192×128'])
  expect(fox?.graph['6']?.inputs['text']).toBe('a fox in the snow')
  expect(fox?.graph['7']?.inputs['text']).toBe('text')
  expect([fox, hare].map(one => [one?.graph['3']?.inputs['seed'], one?.graph['13']?.inputs['seed']])).toEqual([
    [500, 500],
    [501, 501],
  ])
  expect(fox?.graph['burst-lora-0']?.inputs['lora_name']).toBe('ink.safetensors')
  expect(hare?.graph).not.toHaveProperty('burst-lora-0')
  expect(fox?.graph['3']?.inputs).toMatchObject({ steps: 2, sampler_name: 'dpmpp_2m' })

  copyFileSync(hare?.picture ?? '', path.join(folder, 'again.png'))
  const again = await made(template('again', { workflow: { file: 'again.png', bind: {} } }))
  expect(again.map(({ size }) => size)).toEqual(['192×128', '192×128'])
  expect(again[0]?.graph['6']?.inputs['text']).toBe('a fox in the snow')
})

test('it may start from a picture beside it', async () => {
  const workflow = readFileSync(path.join(WORKFLOWS, 'from-a-picture.json'), 'utf8').replace('job1/in.png', 'start.png')
  writeFileSync(path.join(folder, 'from.json'), workflow)
  await sharp({ create: { width: 120, height: 80, channels: 3, background: '#456' } })
    .png()
    .toFile(path.join(folder, 'start.png'))
  const pictures = await made(template('from', { workflow: 'from.json' }))
  expect(pictures.map(({ size }) => size)).toEqual(['120×80', '120×80'])
})

test('what it needs and nobody has is said before anything is rented, with its place in the template', async () => {
  const file = path.join(folder, 'odd.json')
  const text = readFileSync(path.join(WORKFLOWS, 'hires-fix.json'), 'utf8')
  writeFileSync(file, text.replace('"LatentUpscaleBy"', '"MagicUpscale"'))
  const view = await home.json<WorkflowView>(['workflow', file], 2)
  expect(view.problems).toMatchObject([{ code: 'workflow-nodes', message: expect.stringContaining('MagicUpscale') }])
  expect(view.places).toContainEqual({ place: 'seed', node: '3', nodeClass: 'KSampler', input: 'seed', value: 5 })
  const source = template('odd', { workflow: 'odd.json' })
  const { error } = await home.json<{ error: object }>(['run', source, '--provider', 'sandbox'], 2)
  expect(error).toMatchObject({ code: 'workflow-nodes', file: source, line: expect.any(Number) })
  const outside = template('outside', { workflow: '../../../../../../etc/hostname' })
  const refused = await home.json<{ error: object }>(['run', outside, '--provider', 'sandbox'], 2)
  expect(refused.error).toMatchObject({ code: 'outside-library' })
  expect(await home.bursts()).toEqual([])
})
