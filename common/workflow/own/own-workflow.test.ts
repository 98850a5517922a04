import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import { BurstError, type Problem } from '../../errors.ts'
import type { JobConfig, PromptItem } from '../../job/job.ts'
import { SMALL } from '../../job/testing/job-config.ts'
import { buildGraphs } from '../graph.ts'
import { modelsOf } from '../models.ts'
import { packsOf } from '../node-packs.ts'
import { WITH_PACKS } from '../testing/known-classes.ts'
import { faultsOfGraph } from '../testing/node-classes.ts'
import { CORE_CLASSES } from './core-classes.ts'
import { valueAt } from './find-places.ts'
import { engineOf, usableWorkflow, type AskedPlaces } from './own-workflow.ts'
import { parseWorkflow } from './parse-workflow.ts'

const FOLDER = new URL('../../../test/golden/workflows/', import.meta.url)
const textOf = (name: string) => readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')
const usable = (name: string, asked: AskedPlaces = {}) => usableWorkflow(parseWorkflow(textOf(name), name), asked)

function problemOf(make: () => unknown): Problem | undefined {
  try {
    make()
  } catch (error) {
    if (error instanceof BurstError) return error.problems[0]
    throw error
  }
  return undefined
}

/** Each place as `node.input`. */
function placesOf(name: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(usable(name).places).map(([place, list]) => [place, list.map(each => each.join('.')).join(' ')]),
  )
}

describe('the places of a workflow', () => {
  it.each<[string, Record<string, string>]>([
    [
      'lora-and-clip-skip',
      {
        prompt: '6.text',
        negative: '7.text',
        seed: '3.seed',
        width: '5.width',
        height: '5.height',
        batch: '5.batch_size',
        steps: '3.steps',
        cfg_scale: '3.cfg',
        sampler: '3.sampler_name',
        scheduler: '3.scheduler',
        checkpoint: '4.ckpt_name',
        prefix: '9.filename_prefix',
      },
    ],
    ['hires-fix', { prompt: '6.text', negative: '7.text', seed: '13.seed 3.seed', steps: '3.steps' }],
    ['upscale-by-model', { prompt: '6.text', seed: '3.seed', prefix: '9.filename_prefix' }],
    ['from-a-picture', { prompt: '6.text', negative: '7.text', seed: '3.seed' }],
    [
      'sdxl-base-and-refiner',
      {
        prompt: '6.text_g 6.text_l 15.text',
        negative: '7.text_g 7.text_l 16.text',
        seed: '11.noise_seed 10.noise_seed',
        steps: '10.steps',
        checkpoint: '4.ckpt_name',
        prefix: '19.filename_prefix',
      },
    ],
    [
      'flux',
      {
        prompt: '40.value',
        seed: '43.value',
        width: '41.value',
        height: '42.value',
        batch: '27.batch_size',
        steps: '17.steps',
        sampler: '16.sampler_name',
        scheduler: '17.scheduler',
        checkpoint: '12.unet_name',
        prefix: '9.filename_prefix',
      },
    ],
    [
      'control-and-faces',
      {
        prompt: '3.text',
        negative: '4.text',
        seed: '14.seed 10.seed',
        steps: '10.steps',
        prefix: '16.filename_prefix',
      },
    ],
  ])('of %s are found by its links', (name, places) => {
    expect(placesOf(name)).toMatchObject(places)
    expect(usable(name).problems).toEqual([])
  })

  it('that are not there have none: no size where it begins with a picture, no negative text with a guider', () => {
    expect(Object.keys(placesOf('from-a-picture'))).not.toContain('width')
    expect(Object.keys(placesOf('flux'))).not.toContain('negative')
    expect(Object.keys(placesOf('flux'))).not.toContain('cfg_scale')
  })

  it('are those that somebody says, and a slip is told', () => {
    const asked = usable('control-and-faces', { prompt: ['3.text', '13.text'], negative: 'none' })
    expect(asked.places).toMatchObject({
      prompt: [
        ['3', 'text'],
        ['13', 'text'],
      ],
      negative: [],
    })
    expect(usable('flux', { prompt: '6.txt' }).problems).toMatchObject([
      { code: 'workflow-bind', message: expect.stringContaining('6.txt') },
      { code: 'workflow-place' },
    ])
  })
})

const CONFIG: JobConfig = {
  ...SMALL,
  checkpoint: 'other.safetensors',
  loras: [{ name: 'film', strength: 0.7 }],
  generation: { ...SMALL.generation, steps: 4, sampler: 'euler', scheduler: 'normal' },
}
const item = (prompt: string): PromptItem => {
  return { id: 'p', prompt, negative_prompt: '', seed: 1, filename: 'p.png', variations: {} }
}
const engine = (name: string, settings: Parameters<typeof engineOf>[1] = {}): JobConfig => ({
  ...CONFIG,
  workflow: engineOf(usable(name), settings, new Map()),
})

const names = readdirSync(FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => name.slice(0, -'.json'.length))

describe('a workflow as an engine', () => {
  test.each(names)('%s is run with its values, checkpoint and LoRAs in their places', name => {
    const config = engine(name)
    const { graphs, bind } = buildGraphs(config).collect([item('a fox'), item('a fox <lora:ink:0.5>')])
    expect(Object.keys(graphs)).toHaveLength(2)
    for (const [id, graph] of Object.entries(graphs)) {
      const isKnown = Object.values(graph).every(({ class_type }) => Object.hasOwn(WITH_PACKS, class_type))
      // Of some classes that Flux needs only the names are recorded.
      expect(isKnown).toBe(name !== 'flux')
      expect(isKnown ? faultsOfGraph(WITH_PACKS, graph) : []).toEqual([])
      for (const [node, input] of Object.values(bind[id] ?? {}).flat())
        expect(Object.keys(graph[node]?.inputs ?? {})).toContain(input)
      const loaders = Object.values(graph).filter(({ class_type }) => class_type.startsWith('LoraLoader'))
      expect(loaders.map(({ inputs }) => inputs['lora_name'])).toContain('film.safetensors')
      for (const place of config.workflow?.places.checkpoint ?? [])
        expect(valueAt(graph, place)).toBe('other.safetensors')
    }
  })

  it('leads LoRAs through behind those that it has, and texts too where they come from the same', () => {
    const { graphs } = buildGraphs(engine('lora-and-clip-skip')).collect([item('a fox <lora:ink:0.5:0.9>')])
    const graph = graphs['g0'] ?? {}
    expect(graph['burst-lora-0']?.inputs).toMatchObject({ model: ['10', 0], clip: ['10', 1], strength_model: 0.7 })
    expect(graph['burst-lora-1']?.inputs).toMatchObject({
      model: ['burst-lora-0', 0],
      strength_model: 0.9,
      strength_clip: 0.5,
    })
    expect(graph['3']?.inputs['model']).toEqual(['burst-lora-1', 0])
    expect(graph['11']?.inputs['clip']).toEqual(['burst-lora-1', 1])
    const flux = buildGraphs(engine('flux')).collect([item('a fox')]).graphs['g0'] ?? {}
    expect(flux['burst-lora-0']).toMatchObject({ class_type: 'LoraLoaderModelOnly', inputs: { model: ['12', 0] } })
    expect(flux['30']?.inputs['model']).toEqual(['burst-lora-0', 0])
  })

  it('has only what leads to its picture, and saves where it only showed one', () => {
    expect(Object.keys(usable('sdxl-base-and-refiner').graph)).not.toContain('20')
    expect(Object.keys(usable('control-and-faces').graph)).not.toContain('15')
    const shown = textOf('hires-fix')
      .replace('"SaveImage"', '"PreviewImage"')
      .replace(/"filename_prefix": "[^"]*"/, '"x": 1')
    const { graph, places, problems } = usableWorkflow(parseWorkflow(shown, 'shown'))
    expect(problems).toEqual([])
    expect(graph['9']).toMatchObject({ class_type: 'SaveImage', inputs: { filename_prefix: '' } })
    expect(places.prefix).toEqual([['9', 'filename_prefix']])
  })

  it('has the settings of the template, also where nodes of their own hold them', () => {
    const { graph } = engineOf(
      usable('flux'),
      { width: 512, steps: 8, sampler: 'dpmpp_2m' },
      new Map([['x', '/a.png']]),
    )
    expect([graph['41'], graph['17'], graph['16']].map(node => node?.inputs)).toMatchObject([
      { value: 512 },
      { steps: 8, scheduler: 'simple' },
      { sampler_name: 'dpmpp_2m' },
    ])
  })

  it('keeps its own negative text where a prompt has none', () => {
    const builder = buildGraphs(engine('hires-fix'))
    expect(builder.assign(item('a fox')).negative).toBe('blurry')
    expect(builder.assign({ ...item('a fox'), negative_prompt: 'text' }).negative).toBe('text')
    expect(buildGraphs(engine('flux')).assign(item('a fox')).negative).toBe('')
  })

  it('names the models and packs that it needs', () => {
    const needed = (name: string, prompt: string) =>
      modelsOf({ version: '1.0', job_id: 'j', config: engine(name) }, [item(prompt)]).map(
        ({ folder, name: file }) => `${folder}/${file}`,
      )
    expect(needed('flux', 'a <checkpoint:schnell>').toSorted()).toEqual([
      'diffusion_models/schnell.safetensors',
      'loras/film.safetensors',
      'text_encoders/clip_l.safetensors',
      'text_encoders/t5xxl_fp16.safetensors',
      'vae/ae.safetensors',
    ])
    expect(needed('control-and-faces', 'a')).toContain('ultralytics/bbox/face_yolov8n.pt')
    expect(packsOf(engine('control-and-faces'))).toEqual(['ComfyUI-Impact-Pack', 'ComfyUI-Impact-Subpack'])
    expect(packsOf(engine('flux'))).toEqual([])
  })

  it('refuses LoRAs and checkpoints that it has no place for', () => {
    const { workflow, ...rest } = engine('hires-fix')
    if (!workflow) throw new Error('no workflow')
    const without = { ...rest, workflow: { ...workflow, loras: null, places: { ...workflow.places, checkpoint: [] } } }
    expect(problemOf(() => buildGraphs(without).collect([item('a')]))?.code).toBe('workflow-loras')
    const tagged = { ...without, loras: [] }
    expect(problemOf(() => buildGraphs(tagged).collect([item('a <checkpoint:b>')]))?.code).toBe('workflow-checkpoint')
    expect(problemOf(() => buildGraphs(tagged).collect([item('a')]))).toBeUndefined()
  })
})

describe('what cannot be an engine', () => {
  const codes = (text: string) => problemOf(() => parseWorkflow(text, 'w.json'))

  it('is told: no JSON, the format of the editor, no nodes, a loose link', () => {
    expect(codes('{"1": \n oops}')).toMatchObject({ code: 'workflow-syntax', line: 2, column: 2 })
    expect(codes('{"nodes": [], "links": []}')).toMatchObject({ code: 'workflow-editor-format' })
    expect(codes('[]')?.code).toBe('workflow-invalid')
    expect(codes('{}')?.code).toBe('workflow-invalid')
    expect(codes('{"1": {"class_type": "SaveImage"}}')?.message).toContain('node 1')
    const loose = '{"1": {"class_type": "SaveImage", "inputs": {"images": ["8", 0]}}}'
    expect(codes(loose)?.message).toContain('images of node 1 (SaveImage) is linked to node 8')
  })

  it('is told: nodes that nobody installs, loaders that nobody knows, no picture', () => {
    const swapped = (from: string, to: string) =>
      usableWorkflow(parseWorkflow(textOf('flux').replaceAll(from, to), 'w'))
    expect(swapped('"FluxGuidance"', '"MagicGuidance"').problems).toMatchObject([
      { code: 'workflow-nodes', message: expect.stringContaining('MagicGuidance (node 26)') },
    ])
    expect(swapped('"VAELoader"', '"AudioEncoderLoader"').problems.map(({ code }) => code)).toEqual(['workflow-model'])
    expect(swapped('"SaveImage"', '"SaveLatent"').problems.map(({ code }) => code)).toEqual(['workflow-saves-nothing'])
  })
})

it('the classes of ComfyUI are the recorded ones', () => {
  const recorded = new URL('../../../test/golden/comfyui/object_info.class_names.json', import.meta.url)
  expect([...CORE_CLASSES].toSorted()).toEqual((JSON.parse(readFileSync(recorded, 'utf8')) as string[]).toSorted())
})
