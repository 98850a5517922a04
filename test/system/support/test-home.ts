import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { Api, InstancesResult } from '../../../common/contract.ts'
import type { JobManifest } from '../../../common/job/job.ts'
import { connectEngine } from '../../../main/core/engine/client.ts'
import { openEngine } from '../../../main/core/engine/open.ts'
import { homeAt } from '../../../main/core/home.ts'
import type { SandboxFault } from '../../../main/core/providers/sandbox/fault-names.ts'
import { createSandboxProvider } from '../../../main/core/providers/sandbox/provider.ts'
import { daemonSpawner } from '../../../main/core/providers/sandbox/spawn-daemon.ts'

const ROOT = path.resolve(import.meta.dirname, '../../..')
/**
 * The command line: of the bundle that is shipped, where whoever runs the tests has just built it; it starts in half the time
 * of the sources.
 */
export const IS_BUNDLED = process.env['BURST_TEST_BUNDLE'] === '1'
const COMMAND_LINE = IS_BUNDLED
  ? [path.join(ROOT, 'out/main/main.js'), '--burst-role=cli']
  : [path.join(ROOT, 'main/cli/main.ts')]
const SAMPLES = path.join(ROOT, 'resources/templates')
/** How much faster than life the sandbox runs in these tests. */
const SPEED = 600
const DEADLINE_MS = 90_000
/** The checkpoint of every job here. */
export const CHECKPOINT = 'sd_xl_base_1.0.safetensors'

// Where `python3` is a version manager's shell script, it would be run for every command of every machine.
if (process.platform !== 'win32')
  process.env['BURST_PYTHON'] ??= execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], {
    encoding: 'utf8',
  }).trim()

export type Ended = { code: number | null; signal: NodeJS.Signals | null; stdout: string; stderr: string }

/** One command that runs: the real command line in a process of its own. */
export class RunningBurst {
  stdout = ''
  stderr = ''
  readonly ended: Promise<Ended>
  readonly child: ChildProcess

  constructor(home: string, args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [...COMMAND_LINE, '--home', home, ...args], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.child.stdout?.on('data', chunk => (this.stdout += String(chunk)))
    this.child.stderr?.on('data', chunk => (this.stderr += String(chunk)))
    this.ended = once(this.child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }))
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<Ended> {
    this.child.kill(signal)
    return await this.ended
  }
}

/** A home of its own in a temporary folder, with its own practice cloud; `end` leaves no process and no file. */
export class TestHome {
  readonly root = mkdtempSync(path.join(tmpdir(), 'burst-'))
  readonly #started = new Set<RunningBurst>()

  /** Starts a command; what still runs at the end is killed. */
  start(args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningBurst {
    const running = new RunningBurst(this.root, args, env)
    this.#started.add(running)
    void running.ended.then(() => this.#started.delete(running))
    return running
  }

  async burst(...args: readonly string[]): Promise<Ended> {
    return await this.start(args).ended
  }

  /** Runs a command with `--json` and gives its document; fails where it does not exit with `code`. */
  async json<T>(args: readonly string[], code = 0): Promise<T> {
    const ended = await this.burst(...args, '--json')
    if (ended.code !== code)
      throw new Error(`burst ${args.join(' ')} ended with ${ended.code}, not ${code}\n${ended.stdout}\n${ended.stderr}`)
    return JSON.parse(ended.stdout) as T
  }

  /** Asks the engine of this home in this process: a start of the command line for each question would take longer. */
  async ask<T>(question: (api: Api) => Promise<T>): Promise<T> {
    const face = await openEngine({ home: homeAt(this.root), mode: 'look', env: process.env })
    try {
      return await question(face.api)
    } finally {
      await face.close()
    }
  }

  /** Speeds the sandbox up before its first start. */
  async furnish(speed = SPEED, settings: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.ask(async api => {
      for (const [key, value] of Object.entries({ 'sandbox-speed': speed, ...settings }))
        await api.call('settings.set', { key, value })
    })
  }

  /** From here on machines take so long for a picture, s on the practice cloud's clock, whatever GPU is the best buy. `cards`: how many they have. */
  pace(secondsPerImage: number, more: { readonly cards?: number } = {}): void {
    const { sandbox } = homeAt(this.root)
    mkdirSync(sandbox, { recursive: true, mode: 0o700 })
    writeFileSync(path.join(sandbox, 'profile.json'), JSON.stringify({ secondsPerImage, ...more }))
  }

  async bursts(): Promise<BurstSummary[]> {
    return await this.ask(async api => await api.call('bursts.list', undefined))
  }

  async onlyBurst(): Promise<BurstSummary> {
    const all = await this.bursts()
    const [burst] = all
    if (!burst || all.length !== 1) throw new Error(`${all.length} bursts, not one`)
    return burst
  }

  async instances(): Promise<InstancesResult> {
    return await this.ask(async api => await api.call('instances.list', { all: false }))
  }

  async strike(fault: SandboxFault, count = 1): Promise<void> {
    await this.ask(async api => void (await api.call('sandbox.fault', { name: fault, count })))
  }

  /** The seed of every rendering that the stand-ins finished, counted where they are made. */
  renderedSeeds(): number[] {
    const file = path.join(this.root, 'sandbox', 'made.jsonl')
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
    return lines.map(line => (JSON.parse(line) as { seed: number }).seed)
  }

  /** The process of the worker that runs in this home's practice cloud, as it journaled itself. */
  workerPid(): number {
    const instances = path.join(this.root, 'sandbox', 'instances')
    for (const name of readdirSync(instances)) {
      const journal = path.join(instances, name, 'burst', 'lane', 'journal.jsonl')
      const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').filter(Boolean) : []
      const started = lines
        .map(line => JSON.parse(line) as { type: string; pid?: number })
        .findLast(line => line.type === 'worker-started')
      if (started?.pid !== undefined) return started.pid
    }
    throw new Error('no worker has started')
  }

  /** Waits until it holds; at the deadline says what did not come true. */
  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + DEADLINE_MS
    while (!(await holds())) {
      if (Date.now() > end)
        throw new Error(
          `not reached: ${what}\n${[...this.#started].map(running => running.stderr.slice(-2000)).join('\n')}`,
        )
      await delay(20)
    }
  }

  async hasEngine(): Promise<boolean> {
    return (await connectEngine(homeAt(this.root).socket)) !== null
  }

  /** Ends an engine that was left behind to go on with a burst. */
  async leave(): Promise<void> {
    const { socket } = homeAt(this.root)
    const engine = await connectEngine(socket)
    await engine?.call('engine.stop', undefined).catch(() => undefined)
    if (engine) await this.until('the engine has left', async () => (await connectEngine(socket)) === null)
  }

  async end(): Promise<void> {
    await Promise.all([...this.#started].map(running => running.kill()))
    await this.leave()
    const folder = homeAt(this.root).sandbox
    const options = { folder, speed: null, spawnDaemon: daemonSpawner(process.env), log: () => undefined }
    await createSandboxProvider(options).controls.shutdown(AbortSignal.timeout(DEADLINE_MS))
    // Not rmSync: it stops without a word where the practice cloud, on its way out, removes a file at the same time.
    while (existsSync(this.root)) await rm(this.root, { recursive: true, force: true, maxRetries: 5 })
  }
}

export type JobShape = { count: number; size?: number; steps?: number; batch?: number }

/** A small job of squares; item n has seed 1000 + n, so that renderings can be counted by seed. */
export function jobManifest({ count, size = 64, steps = 4, batch = 1 }: JobShape): JobManifest {
  return {
    version: '1.0',
    job_id: 'system-test',
    config: {
      checkpoint: CHECKPOINT,
      loras: [],
      generation: {
        width: size,
        height: size,
        steps,
        cfg_scale: 7,
        sampler: 'euler',
        scheduler: 'normal',
        batch_size: batch,
      },
      upscaler: { enabled: false, model: '', scale: 1 },
    },
    prompts: Array.from({ length: count }, (_, index) => ({
      id: `p${index}`,
      prompt: `a lighthouse, view ${index}`,
      negative_prompt: 'blurry',
      seed: 1000 + index,
      filename: `view_${String(index).padStart(5, '0')}.png`,
      variations: {},
    })),
  }
}

/** Writes a job file into the home and gives its path. */
export function writeJob(home: TestHome, shape: JobShape): string {
  const file = path.join(home.root, `job-${shape.count}.json`)
  writeFileSync(file, JSON.stringify(jobManifest(shape)))
  return file
}

export function sample(name: string): string {
  return path.join(SAMPLES, `${name}.prompt.yaml`)
}

/** Seeds that were rendered more than once. */
export function renderedTwice(seeds: readonly number[]): number[] {
  return [...new Set(seeds.filter((seed, index) => seeds.indexOf(seed) !== index))]
}
