import { hash } from 'node:crypto'
import { statSync } from 'node:fs'
import { annotatedFile } from './folders.ts'
import type { PictureFolders } from './folders.ts'
import type { Graph, GraphNode } from './graph.ts'
import { asLink } from './graph.ts'
import { str } from './python.ts'

/** What a node showed the user: the files of an output node. */
export interface NodeUi {
  readonly output: { readonly images: readonly ImageFile[] }
  readonly meta: {
    readonly node_id: string
    readonly display_node: string
    readonly parent_node: null
    readonly real_node_id: string
  }
}

export interface ImageFile {
  readonly filename: string
  readonly subfolder: string
  readonly type: string
}

/** Results of the last prompt by signature: what ComfyUI's default cache of this version keeps. */
export class OutputCache {
  readonly #results = new Map<string, NodeUi | null>()

  has(signature: string): boolean {
    return this.#results.has(signature)
  }

  ui(signature: string): NodeUi | null {
    return this.#results.get(signature) ?? null
  }

  put(signature: string, ui: NodeUi | null): void {
    this.#results.set(signature, ui)
  }

  /** Forgets all that the coming prompt does not use. */
  keepOnly(used: Iterable<string>): void {
    const wanted = new Set(used)
    for (const signature of this.#results.keys()) if (!wanted.has(signature)) this.#results.delete(signature)
  }

  clear(): void {
    this.#results.clear()
  }
}

/** A node's signature: its class, its inputs and those of its ancestors, but no node ids. */
export function signatures(graph: Graph, folders: PictureFolders): Map<string, string> {
  const known = new Map<string, string>()
  const sign = (id: string): string => {
    const before = known.get(id)
    if (before !== undefined) return before
    known.set(id, 'cycle')
    const node = graph.nodes.get(id)
    const signature = node === undefined ? `missing ${id}` : hash('sha1', ownText(node, sign, folders), 'base64')
    known.set(id, signature)
    return signature
  }
  for (const id of graph.nodes.keys()) sign(id)
  return known
}

function ownText(node: GraphNode, sign: (id: string) => string, folders: PictureFolders): string {
  const inputs = Object.entries(node.inputs ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
  const texts = inputs.map(([name, value]) => {
    const link = asLink(value)
    return link
      ? `${name}<${sign(link.from)}:${link.slot}`
      : `${name}=${typeof value === 'bigint' ? value : JSON.stringify(value)}`
  })
  return [node.classType, fileState(node, folders), ...texts].join('\n')
}

/** LoadImage runs again when its file has changed. */
function fileState(node: GraphNode, folders: PictureFolders): string {
  if (node.classType !== 'LoadImage' && node.classType !== 'LoadImageMask') return ''
  const file = annotatedFile(folders, str(node.inputs?.['image'] ?? ''))
  const stats = file === null ? undefined : statSync(file, { throwIfNoEntry: false })
  return stats ? `${stats.mtimeMs} ${stats.size}` : ''
}
