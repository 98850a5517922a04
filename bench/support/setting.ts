import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import type { JobManifest } from '../../common/job/job.ts'
import { buildApp, type App } from '../../main/core/app.ts'
import { prepareHome } from '../../main/core/home-folder.ts'
import { homeAt, type Home } from '../../main/core/home.ts'
import { openLog } from '../../main/core/log.ts'
import { connectSsh } from '../../main/core/remote/connect.ts'
import type { Connect } from '../../main/core/remote/remote.ts'
import { createSandboxProvider } from '../../main/core/providers/sandbox/provider.ts'
import { daemonSpawner } from '../../main/core/providers/sandbox/spawn-daemon.ts'

export const never = new AbortController().signal

/** An app in a temporary home, on a practice cloud with numbers of our own. */
export class Setting {
  readonly home: Home
  readonly app: App

  private constructor(home: Home, app: App) {
    this.home = home
    this.app = app
  }

  static async open(options: { speed: number; profile: unknown; connect?: Connect }): Promise<Setting> {
    const home = homeAt(mkdtempSync(path.join(os.tmpdir(), 'burst-bench-')))
    prepareHome(home)
    mkdirSync(home.sandbox, { recursive: true, mode: 0o700 })
    writeFileSync(path.join(home.sandbox, 'profile.json'), JSON.stringify(options.profile))
    const log = openLog(home.log, Date.now)
    const { connect = connectSsh } = options
    const app = await buildApp({ home, env: process.env, log, connect, onStop: () => undefined })
    const settings = { 'sandbox-speed': options.speed, 'grace-seconds': 86_400, 'lifetime-limit-seconds': 604_800 }
    for (const [key, value] of Object.entries(settings)) await app.handlers['settings.set']({ key, value }, never)
    await app.start()
    return new Setting(home, app)
  }

  sandbox(speed: number | null = null) {
    const spawnDaemon = daemonSpawner(process.env)
    return createSandboxProvider({ folder: this.home.sandbox, speed, spawnDaemon, log: () => undefined })
  }

  /** Writes a job of `count` pictures and gives its file. */
  job(count: number, width: number, height: number): { file: string; manifest: JobManifest } {
    const manifest = jobOf(count, width, height)
    const file = path.join(this.home.root, 'job.json')
    writeFileSync(file, JSON.stringify(manifest))
    return { file, manifest }
  }

  async close(): Promise<void> {
    await this.app.stop()
    await this.sandbox().controls.shutdown(never)
    // Not rmSync: it stops without a word where the practice cloud, on its way out, removes a file at the same time.
    await rm(this.home.root, { recursive: true, force: true, maxRetries: 5 })
  }
}

function jobOf(count: number, width: number, height: number): JobManifest {
  return {
    version: '1.0',
    job_id: 'bench',
    config: {
      checkpoint: 'sd_xl_base_1.0.safetensors',
      loras: [],
      generation: { width, height, steps: 20, cfg_scale: 7, sampler: 'euler', scheduler: 'normal', batch_size: 1 },
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
