import { existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { inside } from '../comfyui/folders.ts'
import { placeholderModel } from '../comfyui/model-files.ts'
import type { InstanceConfig } from './protocol.ts'

/** An instance's disk; all paths absolute and without links. */
export interface Disk {
  /** The login folder. */
  readonly root: string
  /** Where the work lies in place of the disk; null where it does not. */
  readonly memory: string | null
  /** Where models lie in place of the disk; null where they do not. */
  readonly volume: string | null
  readonly comfyui: string
  readonly output: string
  readonly burst: string
}

/** Makes what the image of an instance holds; what is there is kept. */
export function prepareDisk({
  folder,
  models,
  packs,
  memory,
  volume,
}: Pick<InstanceConfig, 'folder' | 'models' | 'packs' | 'memory' | 'volume'>): Disk {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const root = realpathSync.native(folder)
  const comfyui = path.join(root, 'comfyui')
  const burst = path.join(root, 'burst')
  const output = path.join(comfyui, 'output')
  const input = path.join(comfyui, 'input')
  const temp = path.join(comfyui, 'temp')
  mkdirSync(path.join(comfyui, 'models'), { recursive: true })
  for (const each of [burst, output, input, temp])
    if (memory === null) mkdirSync(each, { recursive: true })
    else keepInMemory(each, path.join(memory, path.basename(each)))
  if (volume !== null) mountVolume(volume, path.join(comfyui, 'models'))
  for (const pack of packs) mkdirSync(path.join(comfyui, 'custom_nodes', pack), { recursive: true })
  for (const model of models) writeModel(path.join(comfyui, 'models'), model)
  const real = (place: string | null) => (place === null ? null : realpathSync.native(place))
  return { root, memory: real(memory), volume: real(volume), comfyui, output, burst }
}

/** As the set-up of a machine does it: what lies by its hash lies there. */
function mountVolume(volume: string, modelsFolder: string): void {
  mkdirSync(volume, { recursive: true, mode: 0o700 })
  const byHash = path.join(modelsFolder, '.by-hash')
  if (!existsSync(byHash)) symlinkSync(volume, byHash, 'junction')
}

/** As a mount would do it: the folder is there, and what is in it is not on the disk. */
function keepInMemory(folder: string, target: string): void {
  mkdirSync(target, { recursive: true, mode: 0o700 })
  if (!existsSync(folder)) symlinkSync(target, folder)
}

function writeModel(modelsFolder: string, { folder, name }: InstanceConfig['models'][number]): void {
  const file = inside(modelsFolder, path.join(modelsFolder, folder, name))
  if (file === null || file === modelsFolder) throw new Error(`${folder}/${name} is no place for a model`)
  if (existsSync(file)) return
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, placeholderModel())
}
