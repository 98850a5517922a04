import type { GraphNode } from './graph.ts'
import { asLink } from './graph.ts'
import { repr } from './python.ts'
import type { Run } from './run.ts'

/** What ComfyUI prints for a picture that was going into the failing node: large, and of no use to anybody. */
const ROW =
  '[0.5824, 0.4892, 0.4523],\n          [0.5664, 0.5019, 0.4958],\n          ...,\n          [0.5711, 0.5037, 0.3934]'
const TENSOR = `tensor([[[${Array.from({ length: 6 }, () => `[${ROW}]`).join(',\n\n         ')}]]])`

/** `current_inputs` of an execution error: each input a list of one, tensors and objects as text. */
export function describeInputs(run: Run, node: GraphNode): Record<string, unknown[]> {
  const names = Object.keys(run.machine.schemas.get(node.classType ?? '')?.input.hidden ?? {})
  const own = Object.entries(node.inputs ?? {}).map(
    ([name, value]) => [name, [shown(run, value)]] satisfies [string, unknown[]],
  )
  return Object.fromEntries([...own, ...names.map(name => [name, [hidden(run, name)]] satisfies [string, unknown[]])])
}

function shown(run: Run, value: unknown): unknown {
  const link = asLink(value)
  if (link === null) return typeof value === 'bigint' ? String(value) : value
  const from = run.item.graph.nodes.get(link.from)?.classType ?? ''
  const type = run.machine.schemas.get(from)?.output[link.slot]
  if (type === 'LATENT') return `{'samples': ${TENSOR}}`
  return type === 'IMAGE' || type === 'MASK' || type === '*'
    ? TENSOR
    : `<${String(type).toLowerCase()} object at 0x7f3b5c0d9e50>`
}

function hidden(run: Run, name: string): unknown {
  if (name === 'prompt') return repr(JSON.parse(run.item.graph.text))
  const info = run.item.extraData['extra_pnginfo']
  return info === undefined ? null : repr(info)
}
