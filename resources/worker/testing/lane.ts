import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { JournalLine, type WorkerCommand } from '../../../main/core/worker/journal.ts'
import type { About } from '../../../common/workflow/provenance.ts'

export const PYTHON = process.env['BURST_PYTHON'] ?? 'python3'
export const WORKER = fileURLToPath(new URL('../worker.py', import.meta.url))
const DEADLINE_MS = 15_000

export type Graph = Record<string, { class_type: string; inputs: Record<string, unknown> }>
export type Line<T extends JournalLine['type']> = Extract<JournalLine, { type: T }>

const GRAPH: Graph = {
  '3': { class_type: 'KSampler', inputs: { seed: 0, positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] } },
  '5': { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
  '6': { class_type: 'CLIPTextEncode', inputs: { text: '' } },
  '7': { class_type: 'CLIPTextEncode', inputs: { text: '' } },
  '9': { class_type: 'SaveImage', inputs: { images: ['8', 0], filename_prefix: '' } },
}
const BIND = { prompt: ['6', 'text'], negative: ['7', 'text'], seed: ['3', 'seed'], prefix: ['9', 'filename_prefix'] }

/** What the app sends, and a `remake` without its attempt, as the first version of the protocol had it. */
type Sent = WorkerCommand | { readonly command: 'remake'; readonly item: number; readonly code: string }

export interface ShareParts {
  readonly job?: string
  readonly graph?: Graph
  readonly bind?: Record<string, readonly [string, string] | readonly string[]>
  readonly needs?: readonly { readonly path: string; readonly sha256: string }[]
  readonly about?: About
  /** Of every item, in place of one with its number. */
  readonly prompt?: string
}

/** One lane folder with a real worker process in it. */
export class Lane {
  readonly root = mkdtempSync(join(tmpdir(), 'burst-worker-'))
  readonly dir = join(this.root, 'lane')
  readonly output = join(this.root, 'output')
  readonly models = join(this.root, 'models')
  /** For the worker, beside what it needs. */
  readonly env: Record<string, string> = {}
  process: ChildProcess | null = null
  stderr = ''

  constructor() {
    mkdirSync(this.dir)
    mkdirSync(this.output)
  }

  run(url: string, pipeStdin = false): ChildProcess {
    const env = {
      ...process.env,
      ...this.env,
      COMFYUI_URL: url,
      COMFYUI_OUTPUT: this.output,
      BURST_DIE_ON_STDIN_EOF: pipeStdin ? '1' : '0',
    }
    const child = spawn(PYTHON, [WORKER, 'run', '--dir', this.dir], {
      env,
      stdio: [pipeStdin ? 'pipe' : 'ignore', 'ignore', 'pipe'],
    })
    child.stderr?.on('data', chunk => (this.stderr += String(chunk)))
    this.process = child
    return child
  }

  async kill(): Promise<void> {
    const child = this.process
    this.process = null
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const exited = once(child, 'exit')
    child.kill('SIGKILL')
    await exited
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.root, { recursive: true, force: true })
  }

  send(...commands: Sent[]): void {
    appendFileSync(join(this.dir, 'inbox.jsonl'), commands.map(command => `${JSON.stringify(command)}\n`).join(''))
  }

  /** Writes share `id` with these items and tells the worker to take it. */
  give(id: string, items: readonly number[], parts: ShareParts = {}): void {
    const header = {
      share: id,
      job: parts.job ?? 'job-1',
      graphs: { g: parts.graph ?? GRAPH },
      bind: { g: parts.bind ?? BIND },
      ...(parts.needs ? { needs: { g: parts.needs } } : {}),
      ...(parts.about ? { about: { g: parts.about } } : {}),
    }
    const lines = items.map(item => ({
      item,
      id: `p${item}`,
      graph: 'g',
      prompt: parts.prompt ?? `fox ${item}`,
      negative: 'blur',
      seed: item,
    }))
    const text = [header, ...lines].map(line => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(join(this.dir, `share-${id}.jsonl`), text)
    this.send({ command: 'take', share: id, file: `share-${id}.jsonl` })
  }

  raw(): string {
    const path = join(this.dir, 'journal.jsonl')
    return existsSync(path) ? readFileSync(path, 'utf8') : ''
  }

  /** Lines the app knows, checked by the app's own schema; broken lines and unknown types left out, as the app does. */
  journal(): JournalLine[] {
    const known = new Set<string>(JournalLine.options.map(option => option.shape.type.value))
    return this.raw()
      .split('\n')
      .slice(0, -1)
      .flatMap(text => {
        const line = parsed(text)
        return line !== null && known.has(String(line['type'])) ? [JournalLine.parse(line)] : []
      })
  }

  of<T extends JournalLine['type']>(type: T): Line<T>[] {
    return this.journal().filter((line): line is Line<T> => line.type === type)
  }

  made(): number[] {
    return this.of('made').map(line => line.item)
  }

  /** Waits until it holds; at the deadline fails with the journal's end and the worker's stderr. */
  async until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + DEADLINE_MS
    while (!holds()) {
      if (Date.now() > end)
        throw new Error(`not reached: ${what}\n${this.raw().slice(-1500)}\n${this.stderr.slice(-1500)}`)
      await delay(10)
    }
  }

  async drained(times = 1): Promise<void> {
    await this.until('drained', () => this.of('drained').length >= times)
  }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index)
}
