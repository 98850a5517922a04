import type { Graph } from './graph.ts'
import { asLink } from './graph.ts'

/**
 * Which node runs next, chosen as ComfyUI's ExecutionList does it: the dependencies of the wanted outputs that are not
 * cached, and among those that are ready an output first, then what is one step and two steps before an output.
 */
export class ExecutionList {
  readonly #graph: Graph
  readonly #isOutput: (id: string) => boolean
  readonly #isCached: (id: string) => boolean
  /** Pending nodes in order of discovery, each with what it still waits for. */
  readonly #waitsFor = new Map<string, Set<string>>()
  readonly #blocks = new Map<string, Set<string>>()

  constructor(graph: Graph, isOutput: (id: string) => boolean, isCached: (id: string) => boolean) {
    this.#graph = graph
    this.#isOutput = isOutput
    this.#isCached = isCached
  }

  /** Adds a wanted output, cached or not, and all that must run before it. */
  add(output: string): void {
    const found = [output]
    for (let id = found.pop(); id !== undefined; id = found.pop()) {
      if (this.#waitsFor.has(id)) continue
      const needed = this.#dependencies(id)
      this.#waitsFor.set(id, new Set(needed))
      for (const from of needed) this.#blockedBy(from).add(id)
      found.push(...needed)
    }
  }

  /** The next node to run; undefined when all have run. */
  next(): string | undefined {
    const ready = [...this.#waitsFor].filter(([, waitsFor]) => waitsFor.size === 0).map(([id]) => id)
    const feedsOutput = (id: string) => [...this.#blockedBy(id)].some(this.#isOutput)
    return (
      ready.find(this.#isOutput) ??
      ready.find(feedsOutput) ??
      ready.find(id => [...this.#blockedBy(id)].some(feedsOutput)) ??
      ready[0]
    )
  }

  done(id: string): void {
    this.#waitsFor.delete(id)
    for (const blocked of this.#blockedBy(id)) this.#waitsFor.get(blocked)?.delete(id)
  }

  #dependencies(id: string): string[] {
    const links = Object.values(this.#graph.nodes.get(id)?.inputs ?? {})
      .map(asLink)
      .filter(link => link !== null)
    return links.map(link => link.from).filter(from => !this.#isCached(from))
  }

  #blockedBy(id: string): Set<string> {
    const known = this.#blocks.get(id) ?? new Set<string>()
    this.#blocks.set(id, known)
    return known
  }
}
