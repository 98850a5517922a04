import { readdirSync, statSync } from 'node:fs'

export const IMPACT_PACK = 'ComfyUI-Impact-Pack'
export const SUBPACK = 'ComfyUI-Impact-Subpack'

/** The packs of nodes that are installed, by their folders. */
export function packsIn(folder: string): ReadonlySet<string> {
  return new Set(statSync(folder, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(folder) : [])
}
