import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Graph } from '../../../../common/workflow/graph-node.ts'
import type { Clock } from '../../clock.ts'
import { asked, createHttpClient } from '../http/http-client.ts'
import type { Asked } from '../provider.ts'

/** What the card at home is, as its ComfyUI says. */
export type HomeCard = { readonly gpu: string; readonly vramBytes: number; readonly version: string }

/** The classes of a ComfyUI, with what each of their inputs may be: a list of choices, or anything (null). */
export type Choices = ReadonlyMap<string, ReadonlyMap<string, readonly unknown[] | null>>

export type HomeComfyui = {
  /** Whether it answers, and what it runs on. */
  look(signal: AbortSignal): Promise<Asked<HomeCard>>
  choices(signal: AbortSignal): Promise<Asked<Choices>>
  /** How many prompts wait or are being made. */
  queued(signal: AbortSignal): Promise<Asked<number>>
  /** Puts a picture into its input folder, in the place of one of that name. */
  upload(name: string, content: Buffer, signal: AbortSignal): Promise<void>
  /** Makes the picture of a graph that saves one, and gives its file. Rejects where ComfyUI does not make it. */
  make(graph: Graph, clientId: string, signal: AbortSignal): Promise<Buffer>
  /** Takes everything of this client out of the queue, and interrupts what is being made for it. */
  forget(clientId: string, signal: AbortSignal): Promise<Asked<null>>
}

const Stats = z.object({
  system: z.object({ comfyui_version: z.string().max(100).catch('unknown') }),
  devices: z
    .array(z.object({ name: z.string().max(300), vram_total: z.number().min(0).catch(0) }))
    .max(64)
    .catch([]),
})
const Inputs = z.record(z.string(), z.unknown()).catch({})
const ObjectInfo = z.record(
  z.string(),
  z.object({ input: z.object({ required: Inputs.optional(), optional: Inputs.optional() }).catch({}) }),
)
const Queue = z.object({ queue_running: z.array(z.unknown()), queue_pending: z.array(z.unknown()) })
const QueueItem = z.tuple([z.unknown(), z.string(), z.unknown(), z.object({ client_id: z.string() })], z.unknown())

const Info = z.object({ exec_info: z.object({ queue_remaining: z.int().min(0) }) })
const queueOf = ({ exec_info: { queue_remaining: left } }: z.infer<typeof Info>): number => left
const Saved = z.object({ filename: z.string().max(400), subfolder: z.string().max(400), type: z.string().max(20) })
type Saved = z.infer<typeof Saved>
const History = z.record(
  z.string(),
  z.object({
    outputs: z.record(z.string(), z.object({ images: z.array(Saved).catch([]) })),
    status: z.object({ status_str: z.string() }),
  }),
)
/** Between two looks whether a picture is made, ms. */
const POLL_MS = 500

/** `cuda:0 NVIDIA GeForce RTX 4070 Ti : cudaMallocAsync`, as ComfyUI v0.3.64 names a card (comfy/model_management.py). */
const DEVICE = /^(?:\w+:\d+ )?(.*?)(?: : \w+)?$/

export function createHomeComfyui(address: string, clock: Clock): HomeComfyui {
  const base = address.replace(/\/+$/, '')
  const client = createHttpClient({
    name: 'the ComfyUI at home',
    base: () => base,
    clock,
    headers: () => Promise.resolve({}),
    paces: () => [],
    words: () => null,
    secrets: () => [],
  })
  /** The picture of a prompt, once its history has one. */
  async function savedBy(id: string, signal: AbortSignal): Promise<Saved> {
    for (;;) {
      await clock.sleep(POLL_MS, signal)
      const answer = await client.ask({ method: 'GET', path: `/history/${id}`, schema: History }, signal)
      const entry = answer.kind === 'answer' ? answer.value[id] : undefined
      if (entry === undefined) continue
      const saved = Object.values(entry.outputs)
        .flatMap(({ images }) => images)
        .find(({ type }) => type === 'output')
      if (entry.status.status_str === 'success' && saved) return saved
      throw new Error('the ComfyUI at home could not make it')
    }
  }

  return {
    look: async signal =>
      asked(
        await client.once({ method: 'GET', path: '/system_stats', schema: Stats }, signal),
        ({ system, devices }) => {
          const [card] = devices
          return {
            gpu: DEVICE.exec(card?.name ?? '')?.[1] || 'this computer',
            vramBytes: card?.vram_total ?? 0,
            version: system.comfyui_version,
          }
        },
      ),
    choices: async signal =>
      asked(await client.once({ method: 'GET', path: '/object_info', schema: ObjectInfo }, signal), choicesOf),
    queued: async signal => asked(await client.once({ method: 'GET', path: '/prompt', schema: Info }, signal), queueOf),
    upload: async (name, content, signal) => {
      const form = new FormData()
      form.set('image', new Blob([new Uint8Array(content)]), name)
      form.set('overwrite', 'true')
      const { status } = await fetch(`${base}/upload/image`, { method: 'POST', body: form, signal })
      if (status !== 200) throw new Error(`the ComfyUI at home does not take ${name} (${status})`)
    },
    make: async (graph, clientId, signal) => {
      const id = randomUUID()
      const body = { prompt: graph, prompt_id: id, client_id: clientId }
      const posted = await client.once({ method: 'POST', path: '/prompt', body, schema: z.unknown() }, signal)
      if (posted.kind !== 'answer') throw new Error('the ComfyUI at home does not take the graph')
      const saved = await savedBy(id, signal)
      const query = new URLSearchParams({ filename: saved.filename, subfolder: saved.subfolder, type: saved.type })
      const picture = await fetch(`${base}/view?${query.toString()}`, { signal })
      if (picture.status !== 200)
        throw new Error(`the ComfyUI at home does not hand out its picture (${picture.status})`)
      return Buffer.from(await picture.arrayBuffer())
    },
    forget: async (clientId, signal) => {
      const listed = asked(await client.once({ method: 'GET', path: '/queue', schema: Queue }, signal), queue => queue)
      if (listed.kind !== 'answer') return listed
      const ofClient = (items: readonly unknown[]) =>
        items.flatMap(item => {
          const { success, data } = QueueItem.safeParse(item)
          return success && data[3].client_id === clientId ? [data[1]] : []
        })
      const pending = ofClient(listed.value.queue_pending)
      const post = async (path: string, body: unknown) =>
        asked(await client.once({ method: 'POST', path, body, schema: z.unknown() }, signal), () => null)
      const deleted = pending.length === 0 ? DONE : await post('/queue', { delete: pending })
      if (deleted.kind !== 'answer') return deleted
      for (const id of ofClient(listed.value.queue_running)) {
        const interrupted = await post('/interrupt', { prompt_id: id })
        if (interrupted.kind !== 'answer') return interrupted
      }
      return DONE
    },
  }
}

const DONE: Asked<null> = { kind: 'answer', value: null }

function choicesOf(info: z.infer<typeof ObjectInfo>): Choices {
  return new Map(
    Object.entries(info).map(([name, { input }]) => [
      name,
      new Map(
        Object.entries({ ...input.required, ...input.optional }).map(([key, described]) => [key, choicesIn(described)]),
      ),
    ]),
  )
}

const NewStyle = z.tuple([z.literal('COMBO'), z.object({ options: z.array(z.unknown()) })], z.unknown())
const OldStyle = z.tuple([z.array(z.unknown())], z.unknown())

/** Both ways in which ComfyUI writes a list of choices. */
function choicesIn(described: unknown): readonly unknown[] | null {
  const fresh = NewStyle.safeParse(described)
  if (fresh.success) return fresh.data[1].options
  return OldStyle.safeParse(described).data?.[0] ?? null
}
