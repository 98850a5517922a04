import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { pngBytes } from './png.ts'

export interface PostedPrompt {
  readonly prompt: Record<string, { class_type: string; inputs: Record<string, unknown> }>
  readonly prompt_id: string
  readonly client_id?: string
  readonly extra_data?: { extra_pnginfo?: { burst?: { item: number } }; preview_method?: string }
}

/** What the server does with one POST /prompt. `destroy-…` cuts the socket before or after taking it in, or takes it in only after it was looked for once. */
export type PostScript =
  'accept' | 'destroy-before' | 'destroy-after' | 'destroy-late' | { status: number; body: unknown; keep?: boolean }
/** What a rendering ends in. `corrupt` and `empty` write a bad file, `gone` names a file that is not there. */
export type RenderScript =
  'success' | 'corrupt' | 'empty' | 'gone' | 'interrupted' | { exceptionType: string; message: string }

const prefixOf = (posted: PostedPrompt): string => String(posted.prompt['9']?.inputs['filename_prefix'])

/** The whole body, or null where the caller died while sending it. */
export async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    return null
  }
  return Buffer.concat(chunks).toString()
}

/**
 * A scripted ComfyUI: one running, a FIFO behind it, history, files. It dies and comes back on its port with everything
 * forgotten. With `hold` the running one ends only when the test says `finish()`.
 */
export class FakeComfy {
  readonly output: string
  readonly posts: PostedPrompt[] = []
  /** Prefixes of finished renderings, in order: what was made, counted apart from the worker's journal. */
  readonly rendered: string[] = []
  readonly history = new Map<string, unknown>()
  readonly calls: string[] = []
  pending: PostedPrompt[] = []
  running: PostedPrompt | null = null
  hold = false
  renderMs = 5
  /** Every picture, where it is to be a real one. */
  picture: Buffer | null = null
  onPost: (posted: PostedPrompt, nth: number) => PostScript = () => 'accept'
  onRender: (posted: PostedPrompt) => RenderScript = () => 'success'
  #server: Server | null = null
  #sockets = new Set<Socket>()
  #timer: NodeJS.Timeout | undefined
  #port = 0
  #late: PostedPrompt | null = null

  constructor(output: string) {
    this.output = output
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`
  }

  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.on('connection', socket => {
      this.#sockets.add(socket)
      socket.on('close', () => this.#sockets.delete(socket))
    })
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, '127.0.0.1', resolve)
    })
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
  }

  /** The process dies: sockets cut, queue and history gone, port closed. */
  async die(): Promise<void> {
    clearTimeout(this.#timer)
    this.pending = []
    this.running = null
    this.history.clear()
    const server = this.#server
    this.#server = null
    for (const socket of this.#sockets) socket.destroy()
    await new Promise(resolve => (server ? server.close(resolve) : resolve(undefined)))
  }

  /** Ends the running one now, with its scripted outcome, and begins the next. `lose`: file written, history not. */
  finish(lose = false): void {
    const posted = this.running
    if (!posted) return
    this.running = null
    const script = this.onRender(posted)
    const file = `${prefixOf(posted)}_00001_.png`
    if (script === 'success' || script === 'corrupt' || script === 'empty') {
      mkdirSync(dirname(join(this.output, file)), { recursive: true })
      const png = this.picture ?? pngBytes(posted.prompt_id)
      writeFileSync(join(this.output, file), script === 'success' ? png : png.subarray(0, script === 'empty' ? 0 : 20))
    }
    if (script === 'success') this.rendered.push(prefixOf(posted))
    if (!lose) this.history.set(posted.prompt_id, this.#entry(posted, script, file))
    this.#begin()
  }

  #entry(posted: PostedPrompt, script: RenderScript, file: string): unknown {
    const slash = file.lastIndexOf('/')
    const image = { filename: file.slice(slash + 1), subfolder: file.slice(0, slash), type: 'output' }
    const stamp = { prompt_id: posted.prompt_id, timestamp: 1000 }
    const bad = script === 'interrupted' || typeof script === 'object'
    const last =
      script === 'interrupted'
        ? ['execution_interrupted', stamp]
        : typeof script === 'object'
          ? [
              'execution_error',
              {
                ...stamp,
                node_id: '3',
                node_type: 'KSampler',
                exception_type: script.exceptionType,
                exception_message: script.message,
              },
            ]
          : ['execution_success', { ...stamp, timestamp: 2000 }]
    return {
      prompt: [1, posted.prompt_id, posted.prompt, {}, ['9']],
      outputs: bad ? {} : { '9': { images: [image] } },
      status: { status_str: bad ? 'error' : 'success', completed: !bad, messages: [['execution_start', stamp], last] },
      meta: {},
    }
  }

  #begin(): void {
    if (this.running || !this.#server) return
    this.running = this.pending.shift() ?? null
    if (this.running && !this.hold) this.#timer = setTimeout(() => this.finish(), this.renderMs)
  }

  #take(posted: PostedPrompt): void {
    this.pending.push(posted)
    this.#begin()
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await bodyOf(request)
    if (text === null) return
    const body = (text ? JSON.parse(text) : {}) as Record<string, unknown>
    const route = `${request.method} ${request.url}`
    this.calls.push(route)
    const reply = (value: unknown, status = 200): void => {
      response
        .writeHead(status, { 'content-type': 'application/json' })
        .end(value === null ? '' : JSON.stringify(value))
    }
    if (route === 'POST /prompt') return this.#post(body as unknown as PostedPrompt, request.socket, reply)
    if (route === 'GET /prompt') return reply({ exec_info: { queue_remaining: this.pending.length } })
    if (route === 'GET /system_stats') return reply({ system: { comfyui_version: '0.3.64' }, devices: [] })
    if (route === 'GET /queue') return reply(this.#listing())
    const ids = new Set((body['delete'] as string[] | undefined) ?? [])
    if (route === 'POST /queue') this.pending = this.pending.filter(posted => !ids.has(posted.prompt_id))
    if (route === 'POST /history') for (const id of ids) this.history.delete(id)
    if (request.method === 'POST') return reply(null)
    const id = String(request.url).slice('/history/'.length)
    reply(this.history.has(id) ? { [id]: this.history.get(id) } : {})
    if (this.#late?.prompt_id === id) {
      this.#take(this.#late)
      this.#late = null
    }
  }

  /** The pending part is a heap on the real server, so here it is never in order. */
  #listing(): unknown {
    const item = (posted: PostedPrompt): unknown => [1, posted.prompt_id, posted.prompt, {}, ['9']]
    return {
      queue_running: this.running ? [item(this.running)] : [],
      queue_pending: this.pending.map(item).toReversed(),
    }
  }

  #post(posted: PostedPrompt, socket: Socket, reply: (value: unknown, status?: number) => void): void {
    this.posts.push(posted)
    const script = this.onPost(posted, this.posts.length)
    if (script === 'accept' || script === 'destroy-after' || (typeof script === 'object' && script.keep))
      this.#take(posted)
    if (script === 'accept') return reply({ prompt_id: posted.prompt_id, number: 1, node_errors: {} })
    if (typeof script === 'object') return reply(script.body, script.status)
    if (script === 'destroy-late') this.#late = posted
    socket.destroy()
  }
}
