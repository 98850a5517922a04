import { existsSync, mkdirSync, realpathSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inside } from '../comfyui/folders.ts'
import { placeholderModel } from '../comfyui/model-files.ts'
import type { InstanceConfig } from './protocol.ts'

/** An instance's disk; all paths absolute and without links. */
export interface Disk {
  /** The login folder. */
  readonly root: string
  readonly comfyui: string
  readonly output: string
  readonly burst: string
}

/** Makes what the image of an instance holds; what is there is kept. */
export function prepareDisk({ folder, models }: Pick<InstanceConfig, 'folder' | 'models'>): Disk {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const root = realpathSync.native(folder)
  const comfyui = path.join(root, 'comfyui')
  const burst = path.join(root, 'burst')
  const output = path.join(comfyui, 'output')
  const folders = [burst, output, ...['models', 'input', 'temp'].map(name => path.join(comfyui, name))]
  for (const each of folders) mkdirSync(each, { recursive: true })
  for (const model of models) writeModel(path.join(comfyui, 'models'), model)
  return { root, comfyui, output, burst }
}

function writeModel(modelsFolder: string, { folder, name }: InstanceConfig['models'][number]): void {
  const file = inside(modelsFolder, path.join(modelsFolder, folder, name))
  if (file === null || file === modelsFolder) throw new Error(`${folder}/${name} is no place for a model`)
  if (existsSync(file)) return
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, placeholderModel())
}
