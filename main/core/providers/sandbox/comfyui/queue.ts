import type { Graph } from './graph.ts'

/** One submitted prompt, as `/queue` lists it. */
export interface QueueItem {
  readonly number: number
  /** The number as Python prints it: a number that the client sent comes back as a float. */
  readonly numberText: string
  readonly promptId: string
  readonly graph: Graph
  readonly extraDataText: string
  readonly extraData: Readonly<Record<string, unknown>>
  readonly outputs: readonly string[]
}

/** What Python raises when it has to compare two graphs to order a heap; the server answers 500. */
export class UnorderableError extends Error {
  override name = 'UnorderableError'
}

/** ComfyUI's queue: Python's `heapq` over (number, id, graph, …), so pending items are listed in heap order. */
export class PromptQueue {
  #heap: QueueItem[] = []
  #running: QueueItem | null = null

  get running(): QueueItem | null {
    return this.#running
  }

  get pending(): readonly QueueItem[] {
    return this.#heap
  }

  get remaining(): number {
    return this.#heap.length + (this.#running === null ? 0 : 1)
  }

  /** Adds an item. When ordering it throws, the item stays in the queue all the same, as in ComfyUI. */
  put(item: QueueItem): void {
    this.#heap.push(item)
    siftDown(this.#heap, 0, this.#heap.length - 1, isBeforeStrictly)
  }

  /** Takes the first item and makes it the running one. */
  take(): QueueItem | null {
    const last = this.#heap.pop()
    if (last === undefined) return null
    const first = this.#heap[0]
    this.#running = first ?? last
    if (first !== undefined) {
      this.#heap[0] = last
      siftUp(this.#heap, 0)
    }
    return this.#running
  }

  finish(): void {
    this.#running = null
  }

  clear(): void {
    this.#heap = []
  }

  /** Removes the first pending item with this id; false if there is none. */
  remove(promptId: string): boolean {
    const index = this.#heap.findIndex(item => item.promptId === promptId)
    if (index < 0) return false
    this.#heap.splice(index, 1)
    for (let position = (this.#heap.length >> 1) - 1; position >= 0; position -= 1) siftUp(this.#heap, position)
    return true
  }
}

/** Python compares tuples; equal numbers and ids make it compare graphs, which it cannot. */
function isBeforeStrictly(a: QueueItem, b: QueueItem): boolean {
  const isTie = a.number === b.number && a.promptId === b.promptId
  if (isTie && (a.graph.text !== b.graph.text || a.extraDataText !== b.extraDataText))
    throw new UnorderableError("'<' not supported between instances of 'dict' and 'dict'")
  return isBefore(a, b)
}

/** For taking and removing: there the same comparison would end ComfyUI's only worker thread, which helps nobody. */
function isBefore(a: QueueItem, b: QueueItem): boolean {
  return a.number === b.number ? a.promptId < b.promptId : a.number < b.number
}

/** heapq._siftdown: moves a new leaf towards the root. */
function siftDown(heap: QueueItem[], start: number, leaf: number, before: typeof isBefore): void {
  const item = at(heap, leaf)
  let position = leaf
  while (position > start) {
    const parent = (position - 1) >> 1
    if (!before(item, at(heap, parent))) break
    heap[position] = at(heap, parent)
    heap[parent] = item
    position = parent
  }
}

/** heapq._siftup: moves the smaller child up until a leaf is hit, then the item back down. */
function siftUp(heap: QueueItem[], start: number): void {
  const item = at(heap, start)
  let position = start
  let child = 2 * position + 1
  while (child < heap.length) {
    const right = child + 1
    if (right < heap.length && !isBefore(at(heap, child), at(heap, right))) child = right
    heap[position] = at(heap, child)
    position = child
    child = 2 * position + 1
  }
  heap[position] = item
  siftDown(heap, start, position, isBefore)
}

function at(heap: readonly QueueItem[], index: number): QueueItem {
  const item = heap[index]
  if (item === undefined) throw new RangeError(`no queue item at ${index}`)
  return item
}
