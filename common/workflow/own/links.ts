import type { Graph, GraphNode, Link } from '../graph-node.ts'

/** Whether an input is the output of another node; a list that is meant as one is wrapped (`__value__`). */
export function isLink(value: unknown): value is Link {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && typeof value[1] === 'number'
}

/** The node behind an input; null for a value, or none. */
export function sourceOf(graph: Graph, node: GraphNode | undefined, input: string): string | null {
  const value = node?.inputs[input]
  return isLink(value) && Object.hasOwn(graph, value[0]) ? value[0] : null
}

/** A node and all that it comes from, itself first, then nearest first. */
export function upstreamOf(graph: Graph, id: string): string[] {
  const found = new Set([id])
  for (const each of found)
    for (const value of Object.values(graph[each]?.inputs ?? {}))
      if (isLink(value) && Object.hasOwn(graph, value[0])) found.add(value[0])
  return [...found]
}
