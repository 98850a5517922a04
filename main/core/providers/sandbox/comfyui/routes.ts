import type { Executor } from './executor.ts'
import { queueItemText } from './executor.ts'
import type { History } from './history.ts'
import type { Answer, Call } from './http.ts'
import { empty, inTrouble, json, notFound } from './http.ts'
import { isRecord } from './json-text.ts'
import type { Machine } from './machine.ts'
import { readMetadata } from './model-files.ts'
import { PythonError } from './python.ts'
import type { PromptQueue } from './queue.ts'
import { UnorderableError } from './queue.ts'
import { SERVER_FEATURES } from './sockets.ts'
import { submitPrompt } from './submit.ts'
import { systemStats } from './system-stats.ts'
import { uploadImage } from './upload.ts'
import { viewPicture } from './view.ts'

/** What the routes work on. */
export interface Desk {
  readonly machine: Machine
  readonly queue: PromptQueue
  readonly history: History
  readonly executor: Executor
  readonly nextNumber: () => number
  /** Tells everybody that the queue has changed. */
  readonly queueChanged: () => void
  /** Runs what is queued, unless something runs already. */
  readonly wake: () => void
  readonly forgetResults: () => void
}

type Handler = (desk: Desk, call: Call, rest: string) => Answer | Promise<Answer>

const EXACT: Readonly<Record<string, Handler>> = {
  'GET /prompt': desk => json(JSON.stringify(queueInfo(desk.queue))),
  'POST /prompt': postPrompt,
  'GET /queue': getQueue,
  'POST /queue': postQueue,
  'GET /history': (desk, call) => json(desk.history.list(intQuery(call, 'max_items'), intQuery(call, 'offset') ?? -1)),
  'POST /history': postHistory,
  'POST /interrupt': postInterrupt,
  'POST /free': postFree,
  'GET /object_info': desk => json(`{${desk.machine.schemas.names.map(name => classEntry(desk, name)).join(', ')}}`),
  'GET /system_stats': () =>
    json(systemStats(['main.py', '--listen', '127.0.0.1', '--disable-auto-launch', '--disable-api-nodes'])),
  'GET /features': () => json(JSON.stringify(SERVER_FEATURES)),
  'GET /models': desk => json(JSON.stringify(desk.machine.models.folders)),
  'GET /embeddings': desk =>
    json(JSON.stringify((desk.machine.models.list('embeddings') ?? []).map(name => name.replace(/\.[^.]+$/, '')))),
  'GET /extensions': () => json('[]'),
  'GET /users': () => json(JSON.stringify({ storage: 'server', migrated: false })),
  'GET /view': (desk, call) => viewPicture(desk.machine.folders, call.query),
  'POST /upload/image': (desk, call) => uploadImage(desk.machine.folders, call),
}

const BELOW: Readonly<Record<string, Handler>> = {
  'GET /history/': (desk, _call, id) => json(desk.history.one(id)),
  'GET /object_info/': (desk, _call, name) =>
    json(desk.machine.schemas.get(name) ? `{${classEntry(desk, name)}}` : '{}'),
  'GET /models/': (desk, _call, folder) => {
    const names = desk.machine.models.list(folder)
    return names ? json(JSON.stringify(names)) : empty(404)
  },
  'GET /view_metadata/': getMetadata,
}

/** Answers a request; what ComfyUI stumbles over is a 500. */
export async function answer(desk: Desk, call: Call): Promise<Answer> {
  const key = `${call.method} ${call.path}`
  const exact = Object.hasOwn(EXACT, key) ? EXACT[key] : undefined
  const below = Object.entries(BELOW).find(([prefix]) => key.startsWith(prefix) && key.length > prefix.length)
  try {
    if (exact) return await exact(desk, call, '')
    return below ? await below[1](desk, call, key.slice(below[0].length)) : notFound
  } catch (error) {
    if (
      error instanceof SyntaxError ||
      error instanceof TypeError ||
      error instanceof PythonError ||
      error instanceof UnorderableError
    )
      return inTrouble
    throw error
  }
}

export function queueInfo(queue: PromptQueue): { exec_info: { queue_remaining: number } } {
  return { exec_info: { queue_remaining: queue.remaining } }
}

function postPrompt(desk: Desk, call: Call): Answer {
  const { machine } = desk
  const submission = submitPrompt(call.body.toString('utf8'), machine.schemas, machine.folders, desk.nextNumber)
  if (submission.item === null) return submission.answer
  desk.queue.put(submission.item)
  desk.queueChanged()
  desk.wake()
  return submission.answer
}

function getQueue({ queue }: Desk): Answer {
  const running = queue.running === null ? '' : queueItemText(queue.running)
  return json(`{"queue_running": [${running}], "queue_pending": [${queue.pending.map(queueItemText).join(', ')}]}`)
}

function postQueue(desk: Desk, call: Call): Answer {
  const request = body(call)
  if (request['clear'] === true) {
    desk.queue.clear()
    desk.queueChanged()
  }
  for (const id of ids(request['delete'])) if (desk.queue.remove(id)) desk.queueChanged()
  return empty(200)
}

function postHistory(desk: Desk, call: Call): Answer {
  const request = body(call)
  if (request['clear'] === true) desk.history.clear()
  for (const id of ids(request['delete'])) desk.history.delete(id)
  return empty(200)
}

/** With an id only that prompt is interrupted; a body that is no JSON means whatever runs. */
function postInterrupt(desk: Desk, call: Call): Answer {
  let target: unknown
  try {
    target = body(call)['prompt_id']
  } catch {
    target = undefined
  }
  if (!target || desk.queue.running?.promptId === target) desk.executor.interrupt()
  return empty(200)
}

function postFree(desk: Desk, call: Call): Answer {
  if (body(call)['free_memory'] === true) desk.forgetResults()
  return empty(200)
}

function getMetadata(desk: Desk, call: Call, folder: string): Answer {
  const name = call.query.get('filename') ?? ''
  const file = name.endsWith('.safetensors') ? desk.machine.models.find(folder, name) : null
  const metadata = file === null ? null : readMetadata(file)
  return metadata === null ? empty(404) : json(JSON.stringify(metadata))
}

function classEntry(desk: Desk, name: string): string {
  return `${JSON.stringify(name)}: ${desk.machine.schemas.describe(name)}`
}

function body(call: Call): Record<string, unknown> {
  const parsed: unknown = JSON.parse(call.body.toString('utf8'))
  if (!isRecord(parsed)) throw new TypeError('the body is not an object')
  return parsed
}

function ids(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : []
}

function intQuery(call: Call, name: string): number | null {
  const text = call.query.get(name)
  if (text === null) return null
  const number = Number(text)
  if (!Number.isInteger(number)) throw new TypeError(`${name} is not a number`)
  return number
}
