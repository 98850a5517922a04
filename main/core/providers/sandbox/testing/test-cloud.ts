import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { CreateSpec, ProviderInstance } from '../../provider.ts'
import { createSandboxProvider, type SandboxProvider } from '../provider.ts'

const DAEMON = fileURLToPath(new URL('../daemon/main.ts', import.meta.url))
const FAKE_MACHINE = fileURLToPath(new URL('fake-machine.ts', import.meta.url))
const DEADLINE_MS = 15_000

export type TestCloudOptions = {
  readonly speed?: number
  /** Null: the real one. */
  readonly machine?: string | null
  readonly idleMs?: number
}

/** A practice cloud in a folder of its own, whose daemons are this test's children. */
export class TestCloud {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'burst-cloud-'))
  readonly daemons: ChildProcess[] = []
  readonly #options: TestCloudOptions
  readonly provider: SandboxProvider
  stderr = ''

  constructor(options: TestCloudOptions = {}) {
    this.#options = options
    this.provider = this.client()
  }

  /** Another client of the same cloud; `speed` null: whose settings are not known. */
  client(speed: number | null = this.#options.speed ?? 1000): SandboxProvider {
    return createSandboxProvider({
      folder: this.folder,
      speed,
      spawnDaemon: (folder, wanted) => this.spawnDaemon(folder, wanted),
      log: () => undefined,
    })
  }

  spawnDaemon(folder: string, speed: number | null): void {
    const { machine = FAKE_MACHINE, idleMs = 60_000 } = this.#options
    const args = ['--folder', folder, '--idle-ms', String(idleMs)]
    if (speed !== null) args.push('--speed', String(speed))
    if (machine !== null) args.push('--instance', machine)
    const daemon = spawn(process.execPath, [DAEMON, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    daemon.stderr.on('data', chunk => (this.stderr += String(chunk)))
    this.daemons.push(daemon)
  }

  running(): ChildProcess[] {
    return this.daemons.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)
  }

  async kill(): Promise<void> {
    await Promise.all(
      this.running().map(async daemon => {
        const exited = once(daemon, 'exit')
        daemon.kill('SIGKILL')
        await exited
      }),
    )
  }

  /** What machines were told, oldest first. */
  told(): unknown[] {
    const file = this.#notes()
    if (!existsSync(file)) return []
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line) as unknown)
  }

  forgetTold(): void {
    rmSync(this.#notes(), { force: true })
  }

  #notes(): string {
    return path.join(this.folder, 'controls.jsonl')
  }

  async create(parts: Partial<CreateSpec> = {}): Promise<string> {
    const result = await this.provider.create(this.spec(parts), signal())
    if (result.kind !== 'created') throw new Error(`not created: ${JSON.stringify(result)}\n${this.stderr}`)
    return result.instanceId
  }

  spec(parts: Partial<CreateSpec> = {}): CreateSpec {
    return {
      offerId: 'h100-gra',
      name: 'burst-test0001-attempt000000001-0123456789',
      private: false,
      clientPublicKey: 'ssh-ed25519 AAAA test',
      hostPrivateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\n',
      endByMs: this.provider.facts.clock.now() + 20 * 86_400_000,
      lastEndMs: this.provider.facts.clock.now() + 20 * 86_400_000,
      bidPerHour: null,
      packs: [],
      image: null,
      volume: null,
      diskBytes: 40e9,
      mayLeave: () => null,
      models: [],
      ...parts,
    }
  }

  /** The machine as the cloud shows it; null: not at all. */
  async see(id: string): Promise<ProviderInstance | null> {
    const answer = await this.provider.get(id, signal())
    if (answer.kind === 'trouble') throw new Error(`${answer.trouble.message}\n${this.stderr}`)
    return answer.kind === 'found' ? answer.instance : null
  }

  async listed(): Promise<readonly ProviderInstance[]> {
    const answer = await this.provider.list(signal())
    if (answer.kind === 'trouble') throw new Error(`${answer.trouble.message}\n${this.stderr}`)
    return answer.value
  }

  async until<T>(what: string, ask: () => Promise<T | null | undefined | false> | T | null | undefined | false) {
    const end = Date.now() + DEADLINE_MS
    for (;;) {
      const found = await ask()
      if (found) return found
      if (Date.now() > end) throw new Error(`not reached: ${what}\n${this.stderr}`)
      await delay(5)
    }
  }

  async reachable(id: string): Promise<ProviderInstance> {
    return await this.until(`${id} runs`, async () => {
      const shown = await this.see(id)
      return shown?.ssh ? shown : null
    })
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 })
  }
}

/** Bounds a test's question. */
export function signal(): AbortSignal {
  return AbortSignal.timeout(DEADLINE_MS)
}
