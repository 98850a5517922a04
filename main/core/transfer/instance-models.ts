import { z } from 'zod'
import { Sha256 } from '../../../common/models/model.ts'
import { RemoteError, type RemoteConnection, type RemoteProcess } from '../remote/remote.ts'
import { createLineSplitter } from '../worker/line-splitter.ts'

export const MODELS_DIR = 'comfyui/models'
export const MODELS_PROGRAM = 'burst/models.py'
const MAX_LINE_BYTES = 4 * 1024 * 1024

/** Where a model that is sent grows, until it is found right; relative to the login folder. */
export const partOf = (sha256: string): string => `${MODELS_DIR}/.by-hash/${sha256}.part`

const bytes = z.int().min(0)
const Sizes = z.record(Sha256, bytes)
const Looked = z.object({ have: Sizes, parts: Sizes })
const Listed = z.object({
  models: z.array(z.object({ sha256: Sha256, bytes, names: z.array(z.string().max(1000)).max(1000) })).max(100_000),
  free: bytes,
})
const Answer = z.union([
  z.object({ id: z.int(), progress: z.object({ hashed: bytes.optional(), fetched: bytes.optional() }) }),
  z.object({ id: z.int(), error: z.object({ code: z.string().max(64), message: z.string().max(4000) }) }),
  z.object({ id: z.int(), ok: z.unknown() }),
])

/** What the keeper of an instance's models says no to; `code` is its own word, as `hash-mismatch` or `http-403`. */
export class ModelRefused extends Error {
  override name = 'ModelRefused'
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

export type Progress = { readonly hashed?: number | undefined; readonly fetched?: number | undefined }
export type PlacedModel = { readonly sha256: string; readonly bytes: number; readonly names: readonly string[] }

/** The models of one instance, over one connection. Each call rejects with `ModelRefused` or with the connection's end. */
export type InstanceModels = {
  /** Bytes by hash: what is there, and how much of what was sent in part. */
  look(hashes: readonly string[]): Promise<z.infer<typeof Looked>>
  /** What was sent to `partOf` is hashed over there, kept, and given its names below the models' folder. */
  keep(model: PlacedModel, onProgress: (progress: Progress) => void): Promise<void>
  /** The instance downloads it by itself; the same then. An address may hold a signature: it is in no argument list. */
  fetch(model: PlacedModel, url: string, onProgress: (progress: Progress) => void): Promise<void>
  link(model: PlacedModel): Promise<void>
  list(): Promise<z.infer<typeof Listed>>
  /** What was begun there goes on. */
  end(): void
}

type Open = {
  readonly onProgress: (progress: Progress) => void
  readonly resolve: (answer: unknown) => void
  readonly reject: (error: unknown) => void
}

/** Starts the keeper, which `installWorker` has put there. */
export async function openInstanceModels(connection: RemoteConnection, signal: AbortSignal): Promise<InstanceModels> {
  const open = new Map<number, Open>()
  const stop = new AbortController()
  const split = createLineSplitter(0, MAX_LINE_BYTES)
  let last = 0
  let over: unknown = null

  const process = await connection.exec(['python3', MODELS_PROGRAM, '--models', MODELS_DIR], {
    onStdout: chunk => split(chunk).forEach(({ text }) => hear(text)),
    signal: AbortSignal.any([signal, stop.signal]),
  })
  whenOver(process).catch(failAll)

  function hear(text: string): void {
    const parsed = Answer.safeParse(jsonOrNull(text))
    if (!parsed.success) return
    const answer = parsed.data
    const asked = open.get(answer.id)
    if (!asked) return
    if ('progress' in answer) return asked.onProgress(answer.progress)
    open.delete(answer.id)
    if ('error' in answer) asked.reject(new ModelRefused(answer.error.code, answer.error.message))
    else asked.resolve(answer.ok)
  }

  function failAll(error: unknown): void {
    over = error
    for (const { reject } of open.values()) reject(error)
    open.clear()
  }

  async function ask(what: object, onProgress: Open['onProgress'] = () => undefined): Promise<unknown> {
    if (over !== null) throw over
    last += 1
    const { promise, resolve, reject } = Promise.withResolvers<unknown>()
    open.set(last, { onProgress, resolve, reject })
    process.write(`${JSON.stringify({ id: last, ...what })}\n`)
    return await promise
  }

  return {
    look: async sha256 => Looked.parse(await ask({ do: 'look', sha256 })),
    keep: async (model, onProgress) => void (await ask({ do: 'keep', ...model }, onProgress)),
    fetch: async (model, url, onProgress) => void (await ask({ do: 'fetch', ...model, url }, onProgress)),
    link: async model => void (await ask({ do: 'link', ...model })),
    list: async () => Listed.parse(await ask({ do: 'list' })),
    end: () => {
      process.end()
      failAll(new RemoteError('lost', 'the conversation about models is over'))
    },
  }
}

async function whenOver(process: RemoteProcess): Promise<never> {
  const { code, stderr } = await process.exited
  throw new RemoteError('remote-failed', `the keeper of models ended with ${code}: ${stderr.trim().slice(-500)}`)
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
