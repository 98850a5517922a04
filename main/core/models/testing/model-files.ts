import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/** A whole safetensors file with these tensors of four bytes each; `fill` is what they hold. */
export function safetensors(names: readonly string[], fill = 0, metadata: Record<string, string> = {}): Buffer {
  const tensors = Object.fromEntries(
    names.map((name, at) => [name, { dtype: 'F32', shape: [1], data_offsets: [at * 4, at * 4 + 4] }]),
  )
  const header = Buffer.from(JSON.stringify({ ...tensors, __metadata__: metadata }))
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(names.length * 4, fill)])
}

export const LORA = ['lora_unet_mid.lora_up.weight', 'lora_unet_mid.lora_down.weight']
export const CHECKPOINT = ['model.diffusion_model.x', 'conditioner.embedders.1.x', 'first_stage_model.x']

export function put(root: string, name: string, content: Uint8Array): string {
  const file = path.join(root, name)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, content)
  return file
}
