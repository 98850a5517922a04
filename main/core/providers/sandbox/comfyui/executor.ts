import { setImmediate as nextTurn } from 'node:timers/promises'
import type { NodeUi } from './cache.ts'
import { signatures } from './cache.ts'
import { describeInputs } from './error-inputs.ts'
import { ExecutionList } from './execution-list.ts'
import type { GraphNode } from './graph.ts'
import type { Machine } from './machine.ts'
import { runNode } from './nodes.ts'
import { PythonError, traceLine } from './python.ts'
import type { QueueItem } from './queue.ts'
import { InterruptedError, Run } from './run.ts'
import { applyDamage } from './save-image.ts'

/** Runs one prompt after the other, node by node. */
export class Executor {
  readonly #machine: Machine
  #run: Run | null = null
  #currentNode: string | null = null
  #due = 0

  constructor(machine: Machine) {
    this.#machine = machine
  }

  /** The node that the client's prompt is at: what a reconnecting client is told. */
  currentNodeOf(clientId: string): string | null {
    return this.#run?.clientId === clientId ? this.#currentNode : null
  }

  interrupt(): void {
    this.#run?.interrupt()
  }

  /** Runs a prompt to its end, whatever that is, and gives its history entry as JSON text. */
  async execute(item: QueueItem): Promise<string> {
    const run = new Run(this.#machine, item, this.#due)
    this.#run = run
    // Lets requests in between prompts that take no time.
    await nextTurn()
    const sign = signatures(item.graph, this.#machine.folders)
    const isSuccess = await this.#runGraph(run, sign)
    const entry = historyEntry(run, isSuccess, this.#uis(run, sign))
    this.#currentNode = null
    this.#run = null
    this.#due = run.due
    return entry
  }

  async #runGraph(run: Run, sign: ReadonlyMap<string, string>): Promise<boolean> {
    const { item } = run
    const { cache, schemas } = this.#machine
    const isCached = (id: string) => cache.has(sign.get(id) ?? '')
    run.note('execution_start', { prompt_id: item.promptId })
    cache.keepOnly(sign.values())
    run.note('execution_cached', { nodes: [...item.graph.nodes.keys()].filter(isCached), prompt_id: item.promptId })
    const isOutput = (id: string) => schemas.get(item.graph.nodes.get(id)?.classType ?? '')?.output_node === true
    const list = new ExecutionList(item.graph, isOutput, isCached)
    for (const output of item.outputs) list.add(output)
    for (let id = list.next(); id !== undefined; id = list.next()) {
      if (!(await this.#runOne(run, id, sign.get(id) ?? ''))) return false
      list.done(id)
    }
    applyDamage(this.#machine, this.#uis(run, sign))
    run.note('execution_success', { prompt_id: item.promptId })
    return true
  }

  /** False when the prompt ends here. */
  async #runOne(run: Run, id: string, signature: string): Promise<boolean> {
    const node = run.item.graph.nodes.get(id)
    if (node === undefined) return true
    const { cache } = this.#machine
    if (cache.has(signature)) {
      const output = cache.ui(signature)?.output ?? null
      run.tell('executed', { node: id, display_node: id, output, prompt_id: run.item.promptId })
      run.progress.finish(id)
      return true
    }
    run.progress.start(id)
    this.#currentNode = id
    run.tell('executing', { node: id, display_node: id, prompt_id: run.item.promptId })
    try {
      run.throwIfInterrupted()
      const output = await runNode(run, node)
      cache.put(
        signature,
        output && { output, meta: { node_id: id, display_node: id, parent_node: null, real_node_id: id } },
      )
      if (output) run.tell('executed', { node: id, display_node: id, output, prompt_id: run.item.promptId })
    } catch (error) {
      noteFailure(run, node, error)
      return false
    }
    run.progress.finish(id)
    run.executed.add(id)
    return true
  }

  #uis(run: Run, sign: ReadonlyMap<string, string>): [id: string, ui: NodeUi][] {
    const all = [...run.item.graph.nodes.keys()].map(id => [id, this.#machine.cache.ui(sign.get(id) ?? '')] as const)
    return all.flatMap(([id, ui]) => (ui === null ? [] : [[id, ui]]))
  }
}

function noteFailure(run: Run, node: GraphNode, error: unknown): void {
  const common = {
    prompt_id: run.item.promptId,
    node_id: node.id,
    node_type: node.classType,
    executed: [...run.executed],
  }
  if (error instanceof InterruptedError) return run.note('execution_interrupted', common)
  const raised = error instanceof PythonError ? error : new PythonError('OSError', String(error))
  run.note('execution_error', {
    ...common,
    exception_message: `${raised.message}\n`,
    exception_type: raised.type,
    traceback: [...EXECUTION_FRAMES, ...raised.frames],
    current_inputs: describeInputs(run, node),
    current_outputs: [...run.item.graph.nodes.keys()],
  })
}

const EXECUTION_FRAMES = [
  traceLine('execution.py', 496, 'execute'),
  traceLine('execution.py', 315, 'get_output_data'),
  traceLine('execution.py', 289, '_async_map_node_over_list'),
  traceLine('execution.py', 277, 'process_inputs'),
]

function historyEntry(run: Run, isSuccess: boolean, uis: readonly (readonly [string, NodeUi])[]): string {
  const { item } = run
  const prompt = queueItemText(item)
  const outputs = JSON.stringify(Object.fromEntries(uis.map(([id, ui]) => [id, ui.output])))
  const meta = JSON.stringify(Object.fromEntries(uis.map(([id, ui]) => [id, ui.meta])))
  const status = JSON.stringify({
    status_str: isSuccess ? 'success' : 'error',
    completed: isSuccess,
    messages: run.messages,
  })
  return `{"prompt": ${prompt}, "outputs": ${outputs}, "status": ${status}, "meta": ${meta}}`
}

/** `[number, id, graph, extra data, outputs]`, as queue and history show it. */
export function queueItemText(item: QueueItem): string {
  return `[${item.numberText}, ${JSON.stringify(item.promptId)}, ${item.graph.text}, ${item.extraDataText}, ${JSON.stringify(item.outputs)}]`
}
