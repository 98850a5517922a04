import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { JobConfig, PromptItem } from '../job/job.ts'
import { PORTRAIT } from '../job/testing/job-config.ts'
import { buildGraphs, type Graph } from './graph.ts'
import { CORE } from './testing/known-classes.ts'
import { faultsOfGraph } from './testing/node-classes.ts'

const config = (more: Partial<JobConfig> = {}): JobConfig => ({ ...PORTRAIT, ...more })

const item = (prompt: string): PromptItem => ({
  id: 'p0',
  prompt,
  negative_prompt: 'blurry <lora:kept:1>',
  seed: 7,
  filename: 'p0.png',
  variations: {},
})

/** The one graph that makes a picture of this prompt. */
function graphFor(job: JobConfig, prompt = 'a cat'): Graph {
  const builder = buildGraphs(job)
  const only = item(prompt)
  return builder.collect([only]).graphs[builder.assign(only).graph] ?? {}
}

/** Class names from the sampler's model back to the checkpoint, and from the saved picture back to the decoder. */
function chainFrom(graph: Graph, start: string, inputs: readonly string[]): string[] {
  const chain: string[] = []
  for (let node = graph[start]; node;) {
    chain.push(node.class_type)
    const { inputs: given } = node
    const link = inputs.map(name => given[name]).find(value => Array.isArray(value))
    node = Array.isArray(link) ? graph[String(link[0])] : undefined
  }
  return chain
}

const nodesOf = (graph: Graph, name: string) => Object.values(graph).filter(({ class_type }) => class_type === name)
const idOf = (graph: Graph, name: string) => Object.keys(graph).find(id => graph[id]?.class_type === name) ?? ''

const numbers = (min: number, max: number) => fc.double({ min, max, noNaN: true })

describe('the graph of a picture', () => {
  it('goes from the checkpoint to a saved picture', () => {
    const graph = graphFor(config())
    expect(chainFrom(graph, idOf(graph, 'SaveImage'), ['images', 'image', 'samples', 'model'])).toEqual([
      'SaveImage',
      'VAEDecode',
      'KSampler',
      'CheckpointLoaderSimple',
    ])
    expect(nodesOf(graph, 'KSampler')[0]?.inputs).toMatchObject({
      steps: 30,
      cfg: 5.5,
      sampler_name: 'dpmpp_2m',
      scheduler: 'karras',
      denoise: 1,
    })
  })

  it('leads model and texts through every LoRA: first those of the job, then those of the prompt', () => {
    const loras = [{ name: 'film', strength: 0.8 }]
    const graph = graphFor(config({ loras }), 'a cat <lora:grain:0.4:0.9>')
    const expected = ['LoraLoader', 'LoraLoader', 'CheckpointLoaderSimple']
    expect(chainFrom(graph, idOf(graph, 'KSampler'), ['model'])).toEqual(['KSampler', ...expected])
    for (const id of Object.keys(graph).filter(key => graph[key]?.class_type === 'CLIPTextEncode'))
      expect(chainFrom(graph, id, ['clip'])).toEqual(['CLIPTextEncode', ...expected])
    expect(nodesOf(graph, 'LoraLoader').map(({ inputs }) => inputs)).toMatchObject([
      { lora_name: 'film.safetensors', strength_model: 0.8, strength_clip: 0.8 },
      { lora_name: 'grain.safetensors', strength_model: 0.9, strength_clip: 0.4 },
    ])
  })

  it('enlarges by the model, and then to exactly the size that was asked for', () => {
    const graph = graphFor(config({ upscaler: { enabled: true, model: '4x-sharp', scale: 1.37 } }))
    expect(chainFrom(graph, idOf(graph, 'SaveImage'), ['images', 'image', 'samples'])).toEqual([
      'SaveImage',
      'ImageScale',
      'ImageUpscaleWithModel',
      'VAEDecode',
      'KSampler',
    ])
    expect(nodesOf(graph, 'ImageScale')[0]?.inputs).toMatchObject({
      width: Math.round(832 * 1.37),
      height: Math.round(1216 * 1.37),
      upscale_method: 'lanczos',
    })
    expect(nodesOf(graph, 'UpscaleModelLoader')[0]?.inputs).toEqual({ model_name: '4x-sharp.pth' })
  })

  it("is one that ComfyUI takes: classes, inputs, types, ranges and choices are its own, whatever the job's", () => {
    const jobs = fc.record({
      checkpoint: fc.constant('model.safetensors'),
      loras: fc.array(fc.record({ name: fc.constantFrom('a', 'b', 'c/d'), strength: numbers(-10, 10) }), {
        maxLength: 4,
      }),
      generation: fc.record({
        width: fc.integer({ min: 2, max: 2048 }).map(eighths => eighths * 8),
        height: fc.integer({ min: 2, max: 2048 }).map(eighths => eighths * 8),
        steps: fc.integer({ min: 1, max: 1000 }),
        cfg_scale: numbers(0, 100),
        sampler: fc.constantFrom('DPM++ 2M', 'Euler a', 'lcm', 'dpmpp_2m_karras', 'UniPC'),
        scheduler: fc.constantFrom('Automatic', 'Karras', 'beta'),
        batch_size: fc.integer({ min: 1, max: 64 }),
      }),
      upscaler: fc.record({
        enabled: fc.boolean(),
        model: fc.constantFrom('4x', 'tiny.safetensors'),
        scale: fc.constant(1),
      }),
    })
    const prompts = fc.constantFrom('a cat', 'a <lora:x:0.5> cat', '<lora:x:-3:2><lora:y>')
    fc.assert(
      fc.property(jobs, prompts, (job, prompt) => {
        expect(faultsOfGraph(CORE, graphFor(job, prompt))).toEqual([])
      }),
    )
  })
})

describe('the graphs of a job', () => {
  it('are as few as there are sets of LoRAs', () => {
    const builder = buildGraphs(config())
    const prompts = ['a <lora:x:0.5>', 'b <lora:x:0.5>', 'c', 'd <lora:x:0.6>', 'e, <lora:x:0.50>'].map(item)
    const { graphs, bind } = builder.collect(prompts)
    expect(Object.keys(graphs)).toHaveLength(3)
    expect(Object.keys(bind)).toEqual(Object.keys(graphs))
    const [a, b, c, d, e] = prompts.map(prompt => builder.assign(prompt).graph)
    expect([b, e]).toEqual([a, a])
    expect(new Set([a, c, d]).size).toBe(3)
  })

  it('leave out a LoRA of no strength', () => {
    expect(nodesOf(graphFor(config(), 'a cat <lora:x:0>'), 'LoraLoader')).toEqual([])
  })

  it('name the inputs that differ between items, each of a node that is there', () => {
    const { graphs, bind } = buildGraphs(config()).collect([item('a'), item('b <lora:x>')])
    for (const [id, graph] of Object.entries(graphs))
      for (const [node, input] of Object.values(bind[id] ?? {}).flat())
        expect(Object.keys(graph[node]?.inputs ?? {})).toContain(input)
    expect(Object.keys(bind['g0'] ?? {}).toSorted()).toEqual(['batch', 'negative', 'prefix', 'prompt', 'seed'])
  })

  it('give each item its texts, tags taken out of the prompt alone', () => {
    expect(buildGraphs(config()).assign(item('a <lora:x> cat'))).toEqual({
      graph: 'g0',
      prompt: 'a cat',
      negative: 'blurry <lora:kept:1>',
    })
  })
})
