import { array, assert, integer, nat, property, record, string } from 'fast-check'
import { expect, it } from 'vitest'
import { workOrder, type Ordered } from './work-order.ts'

const item = (number: number, graph: string, prompt: string, seed: number): Ordered => {
  return { item: number, graph, prompt, negative: '', seed }
}

it('models change slowest, then texts, then seeds; each in the order of its first item', () => {
  const items = [
    item(0, 'ink', 'fox', 2),
    item(1, 'plain', 'fox', 1),
    item(2, 'ink', 'hare', 1),
    item(3, 'ink', 'fox', 1),
    item(4, 'plain', 'hare', 5),
    item(5, 'plain', 'fox', 0),
  ]
  expect(workOrder(items)).toEqual([3, 0, 2, 5, 1, 4])
})

it('has every item once, and changes models as seldom as can be', () => {
  const any = array(record({ graph: integer({ min: 0, max: 4 }), prompt: string(), seed: nat() }))
  assert(
    property(any, given => {
      const items = given.map(({ graph, prompt, seed }, at) => item(at, `g${graph}`, prompt, seed))
      const order = workOrder(items)
      expect(order.toSorted((a, b) => a - b)).toEqual(items.map((_, at) => at))
      const graphs = order.map(at => items[at]?.graph)
      const changes = graphs.filter((graph, at) => at > 0 && graph !== graphs[at - 1]).length
      expect(changes).toBe(Math.max(0, new Set(graphs).size - 1))
    }),
  )
})
