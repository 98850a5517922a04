import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectSsh } from '../../../../remote/connect.ts'
import { newLaneKeys } from '../../../../remote/testing/ssh-server.ts'
import type { ConnectSpec, RemoteConnection } from '../../../../remote/remote.ts'
import { INSTANCE_USER, InstanceEvent, type InstanceConfig, type InstanceControl } from '../protocol.ts'

export const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url))
export const PYTHON = process.env['BURST_PYTHON'] ?? 'python3'
export const CHECKPOINT = 'sd_xl_base_1.0.safetensors'
const DEADLINE_MS = 15_000

export type TestInstanceOptions = {
  readonly speed?: number
  /** ms on the instance's clock from now. */
  readonly sshdInMs?: number
  readonly comfyui?: Partial<InstanceConfig['comfyui']>
  /** Node's arguments. */
  readonly command?: readonly string[]
}

/** One machine as a process of its own, with a folder and keys of its own. */
export class TestInstance {
  readonly base = mkdtempSync(path.join(tmpdir(), 'burst-instance-'))
  readonly folder = path.join(this.base, 'disk')
  readonly counter = path.join(this.base, 'made.jsonl')
  readonly keys = newLaneKeys()
  readonly events: InstanceEvent[] = []
  readonly process: ChildProcessByStdio<Writable, Readable, Readable>
  readonly #connections: RemoteConnection[] = []
  stderr = ''

  constructor(options: TestInstanceOptions = {}) {
    this.process = spawn(process.execPath, options.command ?? [MAIN], { stdio: 'pipe' })
    this.process.stdin.on('error', () => undefined)
    this.process.stderr.on('data', chunk => (this.stderr += String(chunk)))
    createInterface({ input: this.process.stdout }).on('line', line =>
      this.events.push(InstanceEvent.parse(JSON.parse(line))),
    )
    this.send(this.config(options))
  }

  config({ speed = 1000, sshdInMs = 0, comfyui = {} }: TestInstanceOptions = {}): InstanceConfig {
    const now = Date.now()
    return {
      folder: this.folder,
      memory: null,
      volume: null,
      user: INSTANCE_USER,
      hostPrivateKey: this.keys.host.private,
      clientPublicKey: this.keys.client.public,
      clock: { speed, anchorReal: now, anchorSim: now },
      sshdAtSim: now + sshdInMs,
      comfyui: {
        startSeconds: 1,
        checkpointLoadSeconds: 1,
        secondsPerImage: 5,
        png: { kind: 'drawn' },
        oomAboveBatch: null,
        counterFile: this.counter,
        clockOffsetMs: 0,
        ...comfyui,
      },
      models: [{ folder: 'checkpoints', name: CHECKPOINT }],
      packs: [],
      cards: 1,
      python: PYTHON,
    }
  }

  send(message: InstanceConfig | InstanceControl): void {
    this.process.stdin.write(`${JSON.stringify(message)}\n`)
  }

  of<T extends InstanceEvent['event']>(event: T): Extract<InstanceEvent, { event: T }>[] {
    return this.events.filter((each): each is Extract<InstanceEvent, { event: T }> => each.event === event)
  }

  async happened(event: InstanceEvent['event'], times = 1): Promise<void> {
    await this.until(`${event} (${times})`, () => this.of(event).length >= times)
  }

  /** Where the machine that answers now is reached. */
  async spec(): Promise<ConnectSpec> {
    await this.happened('ssh-ready')
    return {
      host: '127.0.0.1',
      port: this.of('ssh-ready').at(-1)?.port ?? 0,
      user: INSTANCE_USER,
      clientPrivateKey: this.keys.client.private,
      hostPublicKey: this.keys.host.public,
    }
  }

  async connect(): Promise<RemoteConnection> {
    const connection = await connectSsh(await this.spec(), AbortSignal.timeout(DEADLINE_MS))
    this.#connections.push(connection)
    return connection
  }

  /** What was really rendered. */
  made(): number {
    return readFileSync(this.counter, 'utf8').split('\n').filter(Boolean).length
  }

  async until(what: string, holds: () => boolean): Promise<void> {
    const end = Date.now() + DEADLINE_MS
    while (!holds()) {
      if (Date.now() > end)
        throw new Error(`not reached: ${what}\n${JSON.stringify(this.events.slice(-20), null, 1)}\n${this.stderr}`)
      await delay(10)
    }
  }

  /** Closes its input, as the cloud does; the process has to end by itself. */
  async end(): Promise<void> {
    for (const connection of this.#connections) connection.close()
    await endedAfter(this.process, () => this.process.stdin.end())
    rmSync(this.base, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

export async function endedAfter(child: ChildProcess, what: () => void): Promise<void> {
  const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : null
  what()
  await exited
}

export function signal(): AbortSignal {
  return AbortSignal.timeout(DEADLINE_MS)
}

/** Runs a command to its end. */
export async function run(connection: RemoteConnection, command: readonly string[], input = '') {
  const chunks: Buffer[] = []
  const running = await connection.exec(command, { onStdout: chunk => void chunks.push(chunk), signal: signal() })
  if (input !== '') running.write(input)
  running.end()
  const { code, stderr } = await running.exited
  return { code, stderr, stdout: Buffer.concat(chunks).toString('utf8') }
}

export async function contentOf(connection: RemoteConnection, file: string): Promise<Buffer> {
  const chunks: Buffer[] = []
  const onChunk = (chunk: Buffer) => void chunks.push(chunk)
  await connection.readFile(file, { maxBytes: 100_000_000, onChunk, signal: signal() })
  return Buffer.concat(chunks)
}

/** Whether a process of this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
