import { array, assert, integer, nat, property, record, string } from 'fast-check'
import { expect, it } from 'vitest'
import type { JobConfig } from '../job/job.ts'
import { buildGraphs } from './graph.ts'
import { graphOrder, workOrder, type Ordered } from './work-order.ts'

const item = (number: number, graph: string, prompt: string, seed: number): Ordered => {
  return { item: number, graph, prompt, negative: '', seed }
}

it('models change slowest, in the order that is given, then texts as they first come, then seeds', () => {
  const items = [
    item(0, 'ink', 'fox', 2),
    item(1, 'plain', 'fox', 1),
    item(2, 'ink', 'hare', 1),
    item(3, 'ink', 'fox', 1),
    item(4, 'plain', 'hare', 5),
    item(5, 'plain', 'fox', 0),
  ]
  expect(workOrder(items, ['ink', 'plain'])).toEqual([3, 0, 2, 5, 1, 4])
  expect(workOrder(items, ['plain', 'ink'])).toEqual([5, 1, 4, 3, 0, 2])
})

it('has every item once, and changes models as seldom as can be', () => {
  const any = array(record({ graph: integer({ min: 0, max: 4 }), prompt: string(), seed: nat() }))
  assert(
    property(any, given => {
      const items = given.map(({ graph, prompt, seed }, at) => item(at, `g${graph}`, prompt, seed))
      const order = workOrder(items, ['g3', 'g0', 'g1', 'g2', 'g4'])
      expect(order.toSorted((a, b) => a - b)).toEqual(items.map((_, at) => at))
      const graphs = order.map(at => items[at]?.graph)
      const changes = graphs.filter((graph, at) => at > 0 && graph !== graphs[at - 1]).length
      expect(changes).toBe(Math.max(0, new Set(graphs).size - 1))
    }),
  )
})

it('graphs that begin with the same LoRAs are side by side', () => {
  const config: JobConfig = {
    checkpoint: 'a.safetensors',
    loras: [],
    generation: { width: 64, height: 64, steps: 1, cfg_scale: 1, sampler: 'euler', scheduler: 'normal', batch_size: 1 },
    upscaler: { enabled: false, model: '', scale: 1 },
  }
  const tags = ['<lora:ink:1>', '<lora:film:1>', '', '<lora:ink:1><lora:film:1>', '<lora:film:0.5>']
  const items = tags.map(prompt => {
    return { id: 'p', prompt: `fox ${prompt}`, negative_prompt: '', seed: 1, filename: 'a.png', variations: {} }
  })
  const { graphs } = buildGraphs(config).collect(items)
  const chains = graphOrder(graphs).map(id =>
    Object.values(graphs[id] ?? {}).flatMap(({ inputs: { lora_name: name } }) =>
      typeof name === 'string' ? [name.replace('.safetensors', '')] : [],
    ),
  )
  expect(chains.map(chain => chain.join('+'))).toEqual(['film', 'film', 'ink+film', 'ink', ''])
})
