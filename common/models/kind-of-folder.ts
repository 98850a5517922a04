import { FOLDERS, MODEL_KINDS, type ModelKind } from './model.ts'

/** The folders of A1111's WebUI, where they have other names than ComfyUI's. */
const OTHER_NAMES: Readonly<Record<string, ModelKind>> = {
  'stable-diffusion': 'checkpoint',
  lora: 'lora',
  lycoris: 'lora',
  esrgan: 'upscaler',
  realesrgan: 'upscaler',
  swinir: 'upscaler',
  unet: 'diffusion-model',
  clip: 'text-encoder',
}

const NAMES = new Map<string, ModelKind>([
  ...Object.entries(OTHER_NAMES),
  ...MODEL_KINDS.flatMap((kind): [string, ModelKind][] => {
    const folder = FOLDERS[kind]
    return folder === null ? [] : [[folder, kind]]
  }),
])

/** What a file is by the folder that it lies in, the nearest one that says so; `unknown` where none does. */
export function kindOfFolder(name: string): ModelKind {
  const folders = name.split('/').slice(0, -1).toReversed()
  for (const folder of folders) {
    const kind = NAMES.get(folder.toLowerCase())
    if (kind) return kind
  }
  return 'unknown'
}
