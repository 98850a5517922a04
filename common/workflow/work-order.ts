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
 * The order in which items spare a GPU most: what loads models changes slowest, then the texts, which are encoded, then the
 * seed. Graphs and texts come in the order in which the items first have them.
 *
 * ComfyUI forgets what the last prompt did not use (comfyui.md, rule 5), so each set of models is loaded once. Holds numbers
 * of the items and no texts.
 */
export function workOrder(items: Iterable<Ordered>): number[] {
  const graphs = new Map<string, number>()
  const texts = new Map<number, number>()
  const rankIn = <K>(ranks: Map<K, number>, key: K): number => {
    const rank = ranks.get(key) ?? ranks.size
    ranks.set(key, rank)
    return rank
  }
  const rows: [graph: number, text: number, seed: number, item: number][] = []
  for (const { item, graph, prompt, negative, seed } of items)
    rows.push([rankIn(graphs, graph), rankIn(texts, hashOf(`${prompt}\n${negative}`)), seed, item])
  rows.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3])
  return rows.map(([, , , item]) => item)
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
