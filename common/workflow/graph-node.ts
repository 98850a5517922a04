/** A workflow in ComfyUI's API format, by node id. An input that is a pair is the output of another node. */
export type Graph = Record<string, GraphNode>
export type GraphNode = { class_type: string; inputs: Record<string, unknown> }

/** An output of a node: its id, and which of its outputs. */
export type Link = readonly [node: string, output: number]

/** A node and one of its inputs. */
export type Place = readonly [node: string, input: string]

/** Where the worker puts what differs between items. */
export type Bindings = Readonly<Record<'prompt' | 'negative' | 'seed' | 'prefix' | 'batch', readonly Place[]>>

/** The graph of one picture: with its values in their places. */
export function boundGraph(
  graph: Graph,
  bind: Bindings,
  values: Partial<Record<keyof Bindings, string | number>>,
): Graph {
  const bound = structuredClone(graph)
  for (const [name, value] of Object.entries(values))
    for (const [id, input] of bind[name as keyof Bindings]) if (bound[id]) bound[id].inputs[input] = value
  return bound
}

export function node(class_type: string, inputs: Record<string, unknown>): GraphNode {
  return { class_type, inputs }
}
