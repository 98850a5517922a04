import { randomUUID } from 'node:crypto'
import type { PictureFolders } from './folders.ts'
import { parseGraph } from './graph.ts'
import type { Answer } from './http.ts'
import { json } from './http.ts'
import { entriesOf, isRecord } from './json-text.ts'
import { floatText, toFloat } from './python.ts'
import type { QueueItem } from './queue.ts'
import type { Schemas } from './schemas.ts'
import { validatePrompt } from './validate.ts'

export interface Submission {
  readonly answer: Answer
  /** null: refused. */
  readonly item: QueueItem | null
}

/**
 * `POST /prompt`. `nextNumber` gives the queue number of a prompt that brings none; every such prompt uses one up, even
 * when it is refused. Throws on a body that ComfyUI answers with 500.
 */
export function submitPrompt(
  body: string,
  schemas: Schemas,
  folders: PictureFolders,
  nextNumber: () => number,
): Submission {
  const request: unknown = JSON.parse(body)
  if (!isRecord(request)) throw new TypeError('the body is not an object')
  const texts = new Map(entriesOf(body))
  const number = queueNumber(request, nextNumber)
  const promptText = texts.get('prompt')
  if (promptText === undefined)
    return refuse(
      { type: 'no_prompt', message: 'No prompt provided', details: 'No prompt provided', extra_info: {} },
      {},
    )
  const graph = parseGraph(promptText)
  const targets = request['partial_execution_targets']
  const validation = validatePrompt(graph, schemas, folders, Array.isArray(targets) ? targets.map(String) : null)
  if (validation.error !== null) return refuse(validation.error, validation.nodeErrors)
  const promptId = 'prompt_id' in request ? String(request['prompt_id']) : randomUUID()
  const extra = extraData(request, texts)
  const item: QueueItem = { ...number, promptId, graph, ...extra, outputs: validation.outputs }
  return {
    item,
    answer: json(
      `{"prompt_id": ${JSON.stringify(promptId)}, "number": ${item.numberText}, "node_errors": ${JSON.stringify(validation.nodeErrors)}}`,
    ),
  }
}

function queueNumber(
  request: Readonly<Record<string, unknown>>,
  nextNumber: () => number,
): { number: number; numberText: string } {
  if ('number' in request) {
    const number = toFloat(request['number'])
    return { number, numberText: floatText(number) }
  }
  const counted = nextNumber()
  const number = request['front'] === true && counted !== 0 ? -counted : counted
  return { number, numberText: String(number) }
}

/** The client's own data, with its id added: as text for the echo, and read. */
function extraData(
  request: Readonly<Record<string, unknown>>,
  texts: ReadonlyMap<string, string>,
): Pick<QueueItem, 'extraData' | 'extraDataText'> {
  const given = isRecord(request['extra_data']) ? request['extra_data'] : {}
  if (!('client_id' in request)) return { extraData: given, extraDataText: texts.get('extra_data') ?? '{}' }
  const entries = entriesOf(texts.get('extra_data') ?? '{}').filter(([key]) => key !== 'client_id')
  const all = [...entries, ['client_id', JSON.stringify(request['client_id'])] as const]
  return {
    extraData: { ...given, client_id: request['client_id'] },
    extraDataText: `{${all.map(([key, value]) => `${JSON.stringify(key)}: ${value}`).join(', ')}}`,
  }
}

function refuse(error: unknown, nodeErrors: unknown): Submission {
  return { item: null, answer: json(JSON.stringify({ error, node_errors: nodeErrors }), 400) }
}
