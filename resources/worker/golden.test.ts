import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bodyOf } from './testing/fake-comfyui.ts'
import { Lane, range, type Graph, type ShareParts } from './testing/lane.ts'
import { pngBytes } from './testing/png.ts'

interface Exchange {
  readonly kind: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly body?: Record<string, unknown>
    readonly raw_body?: string
  }
  readonly response: { readonly status: number; readonly body?: Record<string, unknown>; readonly body_text?: string }
}
type Entry = { outputs: Record<string, { images?: { filename: string; subfolder: string; type: string }[] }> }

const GOLDEN = fileURLToPath(new URL('../../test/golden/comfyui', import.meta.url))
const exchanges = (name: string): Exchange[] =>
  (JSON.parse(readFileSync(join(GOLDEN, `${name}.json`), 'utf8')) as { events: Exchange[] }).events.filter(
    event => event.kind === 'http',
  )

/**
 * Answers the worker's own calls with a transcript's recorded answers: the nth distinct prompt gets the nth recorded
 * answer to POST /prompt, and that prompt's recorded history. Three things are put in place of the recorded ones, because
 * they follow from what was sent: prompt ids, the queue number's prompt id, and file names (the recorded name becomes
 * the prefix of the first prompt that it was recorded for, so that a cached answer still names the *earlier* file).
 */
class Replay {
  readonly ids = new Map<string, string>()
  readonly posted: { id: string; graph: Graph }[] = []
  readonly deletedFromQueue: string[] = []
  historyAsked = 0
  readonly #posts: Exchange[]
  readonly #all: Exchange[]
  readonly #names = new Map<string, string>()
  readonly #output: string
  readonly #write: (filename: string, nth: number) => boolean
  #server: Server | null = null

  constructor(all: Exchange[], output: string, posts: Exchange[], write: (filename: string, nth: number) => boolean) {
    this.#all = all
    this.#output = output
    this.#posts = posts
    this.#write = write
  }

  async start(): Promise<string> {
    const server = createServer((request, response) => void this.#serve(request, response))
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    this.#server = server
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    const server = this.#server
    server?.closeAllConnections()
    await new Promise(resolve => (server ? server.close(resolve) : resolve(undefined)))
  }

  #recorded(route: string): string | null {
    const found = this.#all.find(
      event => `${event.request.method} ${event.request.path}` === route && event.response.status === 200,
    )
    return found?.response.body ? JSON.stringify(found.response.body) : null
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request)
    if (text === null) return
    const [status, body] = this.#answer(`${request.method} ${request.url}`, text)
    response.writeHead(status, { 'content-type': 'application/json' }).end(body)
  }

  #answer(route: string, text: string): [number, string] {
    if (route.startsWith('GET /history/')) this.historyAsked += 1
    if (route === 'POST /prompt') return this.#post(JSON.parse(text))
    if (route === 'POST /queue') this.deletedFromQueue.push(...(JSON.parse(text).delete as string[]))
    if (route === 'GET /queue') return [200, this.#queue()]
    if (route.startsWith('GET /history/')) return [200, this.#history(route.slice('GET /history/'.length))]
    if (route === 'GET /prompt') return [200, this.#recorded(route) ?? '{"exec_info":{"queue_remaining":0}}']
    if (route === 'GET /system_stats') return [200, this.#recorded(route) ?? '{"system":{"comfyui_version":"0.3.64"}}']
    return [200, '']
  }

  #post(body: { prompt_id: string; prompt: Graph }): [number, string] {
    const event = this.#posts[Math.min(this.posted.length, this.#posts.length - 1)]
    this.posted.push({ id: body.prompt_id, graph: body.prompt })
    const recorded = event?.response.body
    if (typeof recorded?.['prompt_id'] === 'string') this.ids.set(body.prompt_id, recorded['prompt_id'])
    if (!recorded) {
      const sent = event?.request.body?.['prompt_id']
      if (typeof sent === 'string') this.ids.set(body.prompt_id, sent)
      return [event?.response.status ?? 500, event?.response.body_text ?? '']
    }
    return [
      event?.response.status ?? 500,
      JSON.stringify('prompt_id' in recorded ? { ...recorded, prompt_id: body.prompt_id } : recorded),
    ]
  }

  /** The last recorded listing that is not empty, in its recorded (heap) order, with our ids in place of the recorded. */
  #queue(): string {
    const listings = this.#all.filter(event => event.request.path === '/queue' && event.request.method === 'GET')
    const listing = JSON.stringify(listings.at(-1)?.response.body ?? { queue_running: [], queue_pending: [] })
    return [...this.ids].reduce((text, [ours, theirs]) => text.replaceAll(theirs, ours), listing)
  }

  #history(id: string): string {
    const nth = this.posted.findLastIndex(posted => posted.id === id)
    const recorded = this.ids.get(id)
    const entry = this.#all
      .filter(event => event.request.path.startsWith('/history'))
      .map(event => event.response.body?.[recorded ?? ''] as Entry | undefined)
      .find(found => found !== undefined)
    if (!entry) return '{}'
    const prefix = String(this.posted[nth]?.graph['9']?.inputs['filename_prefix'])
    return JSON.stringify({ [id]: { ...entry, outputs: this.#renamed(entry, prefix, nth) } })
  }

  #renamed(entry: Entry, prefix: string, nth: number): Entry['outputs'] {
    const rename = (image: { filename: string; subfolder: string; type: string }): typeof image => {
      const base = image.filename.replace(/_\d+_\.png$/, '')
      const key = image.filename
      const name = this.#names.get(key) ?? image.filename.replace(base, prefix)
      if (!this.#names.has(key) && image.type === 'output' && this.#write(key, nth)) {
        mkdirSync(dirname(join(this.#output, name)), { recursive: true })
        writeFileSync(join(this.#output, name), pngBytes(key))
      }
      if (image.type === 'output') this.#names.set(key, name)
      const slash = name.lastIndexOf('/')
      return {
        ...image,
        filename: name.slice(slash + 1),
        subfolder: slash < 0 ? image.subfolder : name.slice(0, slash),
      }
    }
    return Object.fromEntries(
      Object.entries(entry.outputs).map(([node, output]) => [
        node,
        { ...output, images: (output.images ?? []).map(rename) },
      ]),
    )
  }
}

let lane: Lane
let replay: Replay | null = null
beforeEach(() => {
  lane = new Lane()
})
afterEach(async () => {
  await lane.end()
  await replay?.stop()
  replay = null
})

interface Play {
  readonly items?: number
  /** Which recorded posts to answer with, of those that got an answer; all by default. */
  readonly posts?: (event: Exchange, index: number) => boolean
  readonly write?: (filename: string, nth: number) => boolean
  readonly share?: ShareParts
}

async function play(name: string, parts: Play = {}): Promise<Replay> {
  const all = exchanges(name)
  const posts = all
    .filter(event => event.request.method === 'POST' && event.request.path === '/prompt')
    .filter(parts.posts ?? (() => true))
  const made = new Replay(all, lane.output, posts, parts.write ?? (() => true))
  replay = made
  lane.give('A', range(parts.items ?? posts.length), parts.share)
  lane.run(await made.start())
  return made
}

const withHistory = (name: string): ((event: Exchange) => boolean) => {
  const known = new Set(
    exchanges(name).flatMap(event =>
      event.request.path.startsWith('/history') ? Object.keys(event.response.body ?? {}) : [],
    ),
  )
  return event => known.has(String(event.response.body?.['prompt_id']))
}
const codes = (): string[] => lane.of('failed').map(line => line.code)
const attempts = (): [number, number, string][] =>
  lane.of('attempt-failed').map(line => [line.item, line.attempt, line.code])

/** transcript → what it proves of the worker. Every transcript of the folder is here; the last test checks that. */
const PROVEN: Record<string, string> = {
  success_txt2img: 'a first run becomes made, with GPU times from its messages',
  hires_fix: 'a two-pass graph becomes made',
  upscale_model: 'an upscaling graph becomes made',
  upload_and_img2img: 'an img2img graph becomes made',
  batch_of_four: 'four files of one item are all hashed and all released',
  ws_reconnect: 'made without a socket',
  ws_without_client_id: 'made although the recorded entry has no client id',
  cached_then_seed_change: 'an answer from the cache that names an earlier file is never taken for this item',
  cached_output_file_deleted: 'a success whose file is gone is picture-missing',
  preview_and_websocket_outputs: 'pictures of type temp are not pictures',
  validation_errors_400: 'each refusal fails at once with the node and the reason; a missing model has its own code',
  execution_error: 'corrupt checkpoints are model-corrupt at once; a raising node is execution-error three times',
  interrupt: 'an interrupt is a failed attempt',
  number_tie: 'a 500 whose prompt is in the (unsorted) queue is not posted again',
  duplicate_prompt_id: 'an id in the queue is not posted a second time',
  queue_of_five: 'ids are found in a listing that is no sorted list',
  queue_clear: 'what vanished from the queue unbegun is posted again as the same attempt',
  mixed_workflows_cache: 'accepted, and never finished as far as recorded: still waiting, nothing claimed',
  ws_feature_flags_preview_metadata: 'accepted, and never finished as far as recorded: still waiting, nothing claimed',
  info_endpoints: 'liveness and the version are read from the recorded answers',
}

describe('recorded answers of a real ComfyUI', () => {
  test.each([
    'success_txt2img',
    'hires_fix',
    'upscale_model',
    'upload_and_img2img',
    'ws_reconnect',
    'ws_without_client_id',
  ])('%s becomes made', async name => {
    await play(name, { posts: withHistory(name) })
    await lane.drained()
    expect(lane.made()).toEqual([0])
    const gpu = lane.of('made')[0]?.gpu
    expect(gpu && gpu[1] >= gpu[0] && gpu[0] > 1_700_000_000_000).toBe(true)
    expect(attempts()).toEqual([])
  })

  test('batch_of_four: all files are hashed, and all are released', async () => {
    await play('batch_of_four')
    await lane.drained()
    const line =
      lane
        .raw()
        .split('\n')
        .find(text => text.includes('"made"') && text.includes('"item":1,')) ?? ''
    const also = (JSON.parse(line) as { also: { path: string }[] }).also
    expect(also).toHaveLength(3)
    lane.send({ command: 'acknowledge', items: [0, 1] })
    await lane.until('released', () => lane.of('released').length === 2)
    for (const file of [...also, ...lane.of('made').map(made => made.file)])
      expect(existsSync(join(lane.output, file.path))).toBe(false)
  })

  test('cached_then_seed_change: the cached answer names the first item, and is not believed', async () => {
    await play('cached_then_seed_change', { items: 2, posts: (_, index) => index < 2 })
    await lane.drained()
    expect(lane.made()).toEqual([0])
    expect(attempts()).toEqual([1, 2, 3].map(n => [1, n, 'picture-missing']))
  })

  test('cached_output_file_deleted: success without its file', async () => {
    await play('cached_output_file_deleted', { items: 1, write: () => false })
    await lane.drained()
    expect(attempts()).toEqual([1, 2, 3].map(n => [0, n, 'picture-missing']))
  })

  test('preview_and_websocket_outputs: temp pictures do not count', async () => {
    await play('preview_and_websocket_outputs', { items: 1, posts: withHistory('preview_and_websocket_outputs') })
    await lane.drained()
    expect(codes()).toEqual(['picture-missing'])
  })

  test('validation_errors_400: every refusal fails at once and says why', async () => {
    const refused = (event: Exchange): boolean => event.response.status === 400
    await play('validation_errors_400', { posts: refused })
    await lane.drained()
    const failed = lane.of('failed')
    expect(failed.every(line => line.attempts === 1)).toBe(true)
    const recorded = exchanges('validation_errors_400').filter(
      event => event.request.path === '/prompt' && refused(event),
    )
    expect(failed).toHaveLength(recorded.length)
    failed.forEach((line, index) => {
      const body = recorded[index]?.response.body as {
        error: { type: string }
        node_errors: Record<string, { errors: { type: string }[] }>
      }
      const types = Object.values(body.node_errors).flatMap(node => node.errors.map(error => error.type))
      for (const type of types.length > 0 ? types : [body.error.type]) expect(line.message).toContain(type)
    })
    expect(failed.filter(line => line.code === 'model-missing').map(line => line.message)).toEqual([
      expect.stringMatching(/^node 4 \(CheckpointLoaderSimple\): value_not_in_list: ckpt_name/),
    ])
  })

  test('validation_errors_400: accepted with a broken branch is rejected and taken out of the queue', async () => {
    const made = await play('validation_errors_400', {
      posts: event =>
        event.response.status === 200 && Object.keys(event.response.body?.['node_errors'] ?? {}).length > 0,
    })
    await lane.drained()
    expect(codes()).toEqual(['rejected'])
    await lane.until('deleted', () => made.deletedFromQueue.includes(String(made.posted[0]?.id)))
  })

  test('validation_errors_400: a prefix outside the output folder fails when it runs', async () => {
    await play('validation_errors_400', {
      items: 1,
      posts: event => event.response.body?.['prompt_id'] === '202c0f84-47f5-4bf1-b05f-511a65e2f547',
    })
    await lane.drained()
    expect(codes()).toEqual(['execution-error'])
  })

  test('execution_error: the code says what a repeat can do', async () => {
    await play('execution_error', { items: 3, posts: withHistory('execution_error') })
    await lane.drained()
    expect(lane.of('failed').map(line => [line.item, line.code, line.attempts])).toEqual([
      [0, 'model-corrupt', 1],
      [1, 'model-corrupt', 1],
      [2, 'execution-error', 3],
    ])
    expect(lane.of('failed')[2]?.message).toMatch(/^node \S+ \(TestSyncError\)/)
  })

  test('interrupt: each is a failed attempt', async () => {
    await play('interrupt', { items: 1 })
    await lane.drained()
    expect(attempts()).toEqual([1, 2, 3].map(n => [0, n, 'interrupted']))
  })

  test.each([
    ['number_tie', (event: Exchange) => event.response.status === 500],
    ['duplicate_prompt_id', (_: Exchange, index: number) => index === 0],
    [
      'queue_of_five',
      (event: Exchange) => event.response.body?.['prompt_id'] === '00000000-0000-4000-8000-000000000002',
    ],
  ] as const)('%s: an id that is in the queue is not posted again', async (name, posts) => {
    const all = exchanges(name)
    const full = all.filter(
      event =>
        event.request.path !== '/queue' ||
        event.request.method !== 'GET' ||
        JSON.stringify(event.response.body).includes('0000') ||
        name === 'duplicate_prompt_id',
    )
    const made = new Replay(
      full.filter(event => !event.request.path.startsWith('/history')),
      lane.output,
      all.filter(event => event.request.path === '/prompt' && event.request.method === 'POST').filter(posts),
      () => false,
    )
    replay = made
    lane.give('A', [0])
    const url = await made.start()
    lane.run(url)
    await lane.until('posted', () => made.posted.length === 1)
    await lane.kill()
    lane.run(url)
    await lane.until('up again', () => lane.of('comfyui-up').length === 2)
    // Polling on means that the look-up is over; a worker that believed the id lost would post instead.
    const asked = made.historyAsked
    await lane.until('polling goes on', () => made.historyAsked > asked + 20 || made.posted.length > 1)
    expect(made.posted).toHaveLength(1)
    expect(lane.of('attempt-failed')).toEqual([])
  })

  test('queue_clear: what vanished unbegun is posted again, as the same attempt', async () => {
    const made = await play('queue_clear', { items: 1, posts: (_, index) => index === 1 })
    await lane.until('accepted', () => made.posted.length === 1)
    await lane.kill()
    lane.run(await made.start())
    await lane.until('posted again', () => made.posted.length === 2)
    expect(made.posted[1]?.id).toBe(made.posted[0]?.id)
    expect(lane.of('queued').map(line => [line.item, line.attempt])).toEqual([
      [0, 1],
      [0, 1],
    ])
  })

  test.each(['mixed_workflows_cache', 'ws_feature_flags_preview_metadata'])(
    '%s: without a history entry nothing is claimed',
    async name => {
      const made = await play(name, { items: 1, posts: (_, index) => index === 0 })
      await lane.until('posted', () => made.posted.length === 1)
      expect(lane.of('queued')).toHaveLength(1)
      expect(lane.made()).toEqual([])
      expect(lane.of('failed')).toEqual([])
    },
  )

  test('info_endpoints: the version comes from system_stats', async () => {
    await play('info_endpoints', { items: 0 })
    await lane.until('up', () => lane.of('comfyui-up').length === 1)
    expect(lane.of('comfyui-up')[0]?.version).toBe('0.3.64')
  })

  test('every transcript is used', () => {
    const names = readdirSync(GOLDEN)
      .filter(name => name.endsWith('.json') && !name.startsWith('object_info'))
      .map(name => name.slice(0, -5))
    expect(Object.keys(PROVEN).toSorted()).toEqual(names.toSorted())
  })
})
