/** How far each node of the running prompt is; every change is told as the whole map, as ComfyUI does. */
export class ProgressBoard {
  readonly #states = new Map<string, { value: number; max: number; state: 'running' | 'finished' }>()
  readonly #promptId: string
  readonly #publish: (data: unknown) => void

  constructor(promptId: string, publish: (data: unknown) => void) {
    this.#promptId = promptId
    this.#publish = publish
  }

  start(id: string): void {
    this.#set(id, 0, 1, 'running')
  }

  update(id: string, value: number, max: number): void {
    this.#set(id, value, max, 'running')
  }

  finish(id: string): void {
    const max = this.#states.get(id)?.max ?? 1
    this.#set(id, max, max, 'finished')
  }

  #set(id: string, value: number, max: number, state: 'running' | 'finished'): void {
    this.#states.set(id, { value, max, state })
    this.#publish({
      prompt_id: this.#promptId,
      nodes: Object.fromEntries(
        [...this.#states].map(([node, progress]) => [node, { ...progress, ...this.identity(node) }]),
      ),
    })
  }

  /** Who a node is, in the words of progress and preview frames. */
  identity(id: string): Record<string, string | null> {
    return { node_id: id, prompt_id: this.#promptId, display_node_id: id, parent_node_id: null, real_node_id: id }
  }
}
