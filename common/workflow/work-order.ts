import type { Graph } from './graph.ts'

/** What of an item decides when it is made. */
export type Ordered = {
  readonly item: number
  /** Of its checkpoint and LoRAs: what ComfyUI loads and patches. */
  readonly graph: string
  readonly prompt: string
  readonly negative: string
  readonly seed: number
}

/**
 * The order in which items spare a GPU most: what loads models changes slowest, in the order of `graphs`, then the texts,
 * which are encoded, in the order in which the items first have them, then the seed.
 *
 * Holds numbers of the items and no texts.
 */
export function workOrder(items: Iterable<Ordered>, graphs: readonly string[]): number[] {
  const ranks = new Map(graphs.map((graph, rank) => [graph, rank]))
  const texts = new Map<number, number>()
  const rankOfText = (hash: number): number => {
    const rank = texts.get(hash) ?? texts.size
    texts.set(hash, rank)
    return rank
  }
  const rows: [graph: number, text: number, seed: number, item: number][] = []
  for (const { item, graph, prompt, negative, seed } of items)
    rows.push([ranks.get(graph) ?? ranks.size, rankOfText(hashOf(`${prompt}\n${negative}`)), seed, item])
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3])
  return rows.map(([, , , item]) => item)
}

/**
 * Graphs in the order in which they load least: ComfyUI forgets what the last prompt did not use (recorded of v0.3.64), and
 * keeps what two graphs begin with in the same way.
 */
export function graphOrder(graphs: Readonly<Record<string, Graph>>): string[] {
  return Object.entries(graphs)
    .map(([id, graph]) => ({ id, loads: JSON.stringify(loadersOf(graph)) }))
    .toSorted((a, b) => (a.loads < b.loads ? -1 : a.loads > b.loads ? 1 : 0))
    .map(({ id }) => id)
}

const LOADING = /^(?:CheckpointLoaderSimple|UNETLoader|LoraLoader|LoraLoaderModelOnly)$/

/** In the order of the chain, with everything that makes one another: the strengths too are patched anew. */
function loadersOf(graph: Graph): unknown[] {
  return Object.values(graph)
    .filter(({ class_type }) => LOADING.test(class_type))
    .map(({ inputs }) => Object.entries(inputs).filter(([, value]) => !Array.isArray(value)))
}

/** 53 bits of two FNV-1a sums: two texts that share one are made side by side, and nothing worse. */
function hashOf(text: string): number {
  let low = 0x811c9dc5
  let high = 0xcbf29ce4
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    low = Math.imul(low ^ code, 0x01000193)
    high = Math.imul(high ^ (code + at), 0x01000193)
  }
  return (high >>> 11) * 2 ** 32 + (low >>> 0)
}
