import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs'
import path from 'node:path'
import { PythonError, traceLine } from './python.ts'

const MODEL_FILE = /\.(?:ckpt|pt|pt2|bin|pth|safetensors|pkl|sft)$/i

/** ComfyUI's model folders, in the order it lists them, and where under `models/` each one looks. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  checkpoints: ['checkpoints'],
  configs: ['configs'],
  loras: ['loras'],
  vae: ['vae'],
  text_encoders: ['text_encoders', 'clip'],
  diffusion_models: ['unet', 'diffusion_models'],
  clip_vision: ['clip_vision'],
  style_models: ['style_models'],
  embeddings: ['embeddings'],
  diffusers: ['diffusers'],
  vae_approx: ['vae_approx'],
  controlnet: ['controlnet', 't2i_adapter'],
  gligen: ['gligen'],
  upscale_models: ['upscale_models'],
  custom_nodes: [],
  hypernetworks: ['hypernetworks'],
  photomaker: ['photomaker'],
  classifiers: ['classifiers'],
  model_patches: ['model_patches'],
  audio_encoders: ['audio_encoders'],
}

/** Impact Subpack's folder: it is there where that is installed. */
export const DETECTORS = 'ultralytics'

/** The model files below one folder. */
export interface ModelFiles {
  readonly folders: readonly string[]
  /** Names relative to the folder, sorted; undefined for a folder that ComfyUI does not know. */
  list(folder: string): string[] | undefined
  /** The full path of a listed file, or null. */
  find(folder: string, name: string): string | null
}

/** `more`: folders that packs of nodes add. */
export function createModelFiles(modelsDir: string, more: readonly string[] = []): ModelFiles {
  const known = { ...FOLDERS, ...Object.fromEntries(more.map(folder => [folder, [folder]])) }
  const directories = (folder: string) =>
    (Object.hasOwn(known, folder) ? known[folder] : undefined)?.map(name => path.join(modelsDir, name))
  return {
    folders: Object.keys(known),
    list: folder => {
      const roots = directories(folder)
      return (
        roots && [...new Set(roots.flatMap(root => filesBelow(root)))].filter(name => MODEL_FILE.test(name)).toSorted()
      )
    },
    find: (folder, name) => {
      const candidates = (directories(folder) ?? []).map(root => ({ root, file: path.resolve(root, name) }))
      const inside = candidates.filter(({ root, file }) => file.startsWith(root + path.sep))
      return inside.find(({ file }) => statSync(file, { throwIfNoEntry: false })?.isFile())?.file ?? null
    },
  }
}

function filesBelow(root: string): string[] {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return []
  const entries = readdirSync(root, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
}

/** Loaders read the file's header, so a half-sent or wrong file fails as it does in ComfyUI. Other formats pass. */
export function checkModelFile(file: string): void {
  if (!/\.(?:safetensors|sft)$/i.test(file)) return
  const header = readHeader(file)
  if (typeof header !== 'string') return
  const hint = HINTS[header]
  if (hint === undefined)
    throw new PythonError('safetensors_rust.SafetensorError', `Error while deserializing header: ${header}`)
  throw new PythonError(
    'ValueError',
    `Error while deserializing header: ${header}\n\nFile path: ${file}\n\n${hint.text}`,
    [traceLine('comfy/utils.py', hint.line, 'load_torch_file')],
  )
}

const HINTS: Readonly<Record<string, { text: string; line: number }>> = {
  HeaderTooLarge: {
    text: 'The safetensors file is corrupt or invalid. Make sure this is actually a safetensors file and not a ckpt or pt or other filetype.',
    line: 72,
  },
  MetadataIncompleteBuffer: {
    text: 'The safetensors file is corrupt/incomplete. Check the file size and make sure you have copied/downloaded it correctly.',
    line: 74,
  },
}

/** The `__metadata__` of a safetensors file; null where there is none or the file is not one. */
export function readMetadata(file: string): Record<string, unknown> | null {
  const header = readHeader(file)
  const metadata = typeof header === 'string' ? undefined : header['__metadata__']
  return typeof metadata === 'object' && metadata !== null ? { ...metadata } : null
}

const MAXIMUM_HEADER = 100_000_000

/** The header of a safetensors file, or the name of what the safetensors library finds wrong with it. */
function readHeader(file: string): Record<string, unknown> | string {
  const descriptor = openSync(file, 'r')
  try {
    const size = statSync(file).size
    const length = Buffer.alloc(8)
    if (readSync(descriptor, length, 0, 8, 0) < 8) return 'HeaderTooSmall'
    const headerLength = length.readBigUInt64LE()
    if (headerLength > MAXIMUM_HEADER) return 'HeaderTooLarge'
    if (8 + Number(headerLength) > size) return 'InvalidHeaderLength'
    const text = Buffer.alloc(Number(headerLength))
    readSync(descriptor, text, 0, text.length, 8)
    return parseHeader(text.toString('utf8'), size - 8 - text.length)
  } finally {
    closeSync(descriptor)
  }
}

function parseHeader(text: string, dataBytes: number): Record<string, unknown> | string {
  if (!text.startsWith('{')) return 'InvalidHeaderStart'
  let header: Record<string, { data_offsets?: [number, number] } | undefined>
  try {
    header = JSON.parse(text)
  } catch {
    return 'InvalidHeaderDeserialization'
  }
  const ends = Object.values(header).map(tensor => tensor?.data_offsets?.[1] ?? 0)
  return ends.reduce((most, end) => Math.max(most, end), 0) === dataBytes ? header : 'MetadataIncompleteBuffer'
}

/** A valid safetensors file of `dataBytes` zero bytes: a stand-in for a model wherever only its presence matters. */
export function placeholderModel(metadata: Readonly<Record<string, string>> = {}, dataBytes = 16): Buffer {
  const tensor = { dtype: 'U8', shape: [dataBytes], data_offsets: [0, dataBytes] }
  const header = Buffer.from(
    JSON.stringify({ ...(Object.keys(metadata).length > 0 ? { __metadata__: metadata } : {}), placeholder: tensor }),
  )
  const length = Buffer.alloc(8)
  length.writeBigUInt64LE(BigInt(header.length))
  return Buffer.concat([length, header, Buffer.alloc(dataBytes)])
}
