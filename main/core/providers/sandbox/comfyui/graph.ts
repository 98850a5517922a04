import { entriesOf, isRecord } from './json-text.ts'

/** One node of a graph in API format. `classType` is undefined where the key is missing. */
export interface GraphNode {
  readonly id: string
  readonly classType: string | undefined
  /** undefined where the key is missing, which ComfyUI notices only when it validates the node. */
  readonly inputs: Readonly<Record<string, unknown>> | undefined
}

/** A graph in API format: its nodes in written order, and its text for every echo of it. */
export interface Graph {
  readonly text: string
  readonly nodes: ReadonlyMap<string, GraphNode>
}

export interface Link {
  readonly from: string
  readonly slot: number
}

/** Reads a graph. Throws where ComfyUI would stumble too (the caller answers 500). */
export function parseGraph(text: string): Graph {
  if (!text.startsWith('{')) throw new TypeError('the prompt is not an object')
  const nodes = new Map<string, GraphNode>()
  for (const [id, nodeText] of entriesOf(text)) nodes.set(id, parseNode(id, nodeText))
  return { text, nodes }
}

/** A link is `["<node id>", <output index>]`; every other value is literal. */
export function asLink(value: unknown): Link | null {
  if (!Array.isArray(value) || value.length !== 2) return null
  const [from, slot]: unknown[] = value
  return typeof from === 'string' && typeof slot === 'number' ? { from, slot } : null
}

function parseNode(id: string, text: string): GraphNode {
  const node: unknown = JSON.parse(text)
  if (!isRecord(node)) throw new TypeError(`node ${id} is not an object`)
  const inputs = isRecord(node['inputs']) ? exactIntegers(node['inputs'], text) : undefined
  const classType = 'class_type' in node ? String(node['class_type']) : undefined
  return { id, classType, inputs }
}

/** Seeds above 2^53 would come out rounded; those are read again, as BigInt, from the text. */
function exactIntegers(inputs: Record<string, unknown>, nodeText: string): Record<string, unknown> {
  const isRounded = (value: unknown) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  if (!Object.values(inputs).some(isRounded)) return inputs
  const texts = new Map(entriesOf(new Map(entriesOf(nodeText)).get('inputs') ?? '{}'))
  const exact = (name: string, value: unknown) => {
    const digits = texts.get(name) ?? ''
    return isRounded(value) && /^-?\d+$/.test(digits) ? BigInt(digits) : value
  }
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, exact(name, value)]))
}
