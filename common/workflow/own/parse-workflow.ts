import { z } from 'zod'
import { BurstError, type Problem } from '../../errors.ts'
import { faultyOffset, placeOfOffset } from '../../job/json-place.ts'
import type { Graph } from '../graph-node.ts'
import { isLink } from './links.ts'

/** More nodes than anybody drew by hand. */
const MOST_NODES = 2000

const Node = z.object({
  class_type: z.string().min(1).max(200),
  inputs: z.record(z.string(), z.unknown()),
  _meta: z.object({ title: z.string().max(500).optional() }).optional(),
})

/** A workflow that somebody drew: what is run, and how its nodes are called. */
export type DrawnWorkflow = { readonly graph: Graph; readonly titles: ReadonlyMap<string, string> }

/**
 * Reads a workflow in ComfyUI's API format. BurstError of kind `usage` for what is none: with line and column where it is no
 * JSON, else with the node that is wrong.
 */
export function parseWorkflow(text: string, file: string): DrawnWorkflow {
  const parsed = objectIn(text, file)
  if (Array.isArray(parsed['nodes']) && Array.isArray(parsed['links']))
    throw usage({
      code: 'workflow-editor-format',
      message: `${file} is saved for ComfyUI's editor, and cannot be run.`,
      remedy: 'Export it with "Workflow > Export (API)", or name a picture that ComfyUI made with it.',
      file,
    })
  const entries = Object.entries(parsed)
  if (entries.length === 0 || entries.length > MOST_NODES)
    throw usage(invalid(file, `it has ${entries.length} nodes`, `Use a workflow of 1 to ${MOST_NODES} nodes.`))
  const graph: Graph = {}
  const titles = new Map<string, string>()
  for (const [id, value] of entries) {
    const node = Node.safeParse(value)
    if (!node.success)
      throw usage(invalid(file, `node ${id} has no class_type and inputs`, 'Export the workflow in the API format.'))
    graph[id] = { class_type: node.data.class_type, inputs: node.data.inputs }
    const title = node.data['_meta']?.title
    if (title !== undefined) titles.set(id, title)
  }
  refuseLooseLinks(graph, file)
  return { graph, titles }
}

function objectIn(text: string, file: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    const object = z.record(z.string(), z.unknown()).safeParse(value)
    if (object.success) return object.data
  } catch {
    throw usage({
      code: 'workflow-syntax',
      message: `${file} is not JSON.`,
      remedy: 'Correct the syntax at that place, or export the workflow again.',
      file,
      ...placeOfOffset(text, faultyOffset(text)),
    })
  }
  throw usage(invalid(file, 'it is no mapping of nodes', 'Export the workflow in the API format.'))
}

function refuseLooseLinks(graph: Graph, file: string): void {
  for (const [id, { class_type, inputs }] of Object.entries(graph))
    for (const [input, value] of Object.entries(inputs))
      if (isLink(value) && !Object.hasOwn(graph, value[0]))
        throw usage(
          invalid(
            file,
            `${input} of node ${id} (${class_type}) is linked to node ${value[0]}, which is not there`,
            'Export the workflow again.',
          ),
        )
}

function invalid(file: string, what: string, remedy: string): Problem {
  return { code: 'workflow-invalid', message: `${file} is no workflow: ${what}.`, remedy, file }
}

function usage(problem: Problem): BurstError {
  return new BurstError('usage', [problem])
}
