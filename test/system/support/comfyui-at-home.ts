import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { placeholderModel } from '../../../main/core/providers/sandbox/comfyui/model-files.ts'
import type { ProfileInput } from '../../../main/core/providers/sandbox/comfyui/profile.ts'
import { startComfyui } from '../../../main/core/providers/sandbox/comfyui/start.ts'
import { CHECKPOINT, type TestHome } from './test-home.ts'

export type ComfyuiAtHome = {
  readonly url: string
  /** The seed of every rendering that it finished. */
  seeds(): number[]
  stop(): Promise<void>
}

/** A ComfyUI as somebody has it at home, with the checkpoint of these jobs, and set in the home's settings. */
export async function startAtHome(home: TestHome, profile: ProfileInput): Promise<ComfyuiAtHome> {
  const base = path.join(home.root, 'comfyui-at-home')
  const counterFile = path.join(home.root, 'made-at-home.jsonl')
  mkdirSync(path.join(base, 'models/checkpoints'), { recursive: true })
  writeFileSync(path.join(base, 'models/checkpoints', CHECKPOINT), placeholderModel())
  const comfyui = await startComfyui({ base, profile: { counterFile, ...profile } })
  await home.ask(async api => await api.call('settings.set', { key: 'home-comfyui', value: comfyui.url }))
  return {
    url: comfyui.url,
    seeds() {
      if (!existsSync(counterFile)) return []
      const lines = readFileSync(counterFile, 'utf8').split('\n').filter(Boolean)
      return lines.map(line => (JSON.parse(line) as { seed: number }).seed)
    },
    stop: async () => await comfyui.stop(),
  }
}
