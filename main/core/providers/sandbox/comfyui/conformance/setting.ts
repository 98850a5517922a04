import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { placeholderModel } from '../model-files.ts'
import { renderPicture } from '../picture/render.ts'
import type { ProfileInput } from '../profile.ts'
import type { Transcript } from './transcript.ts'

/** How fast a recording is played: those in which things happen while a prompt runs need it to run for a while. */
const SECONDS_PER_IMAGE: Readonly<Record<string, number>> = {
  duplicate_prompt_id: 0.4,
  interrupt: 3,
  number_tie: 0.4,
  queue_clear: 0.4,
  queue_of_five: 0.4,
  ws_reconnect: 0.8,
}

/** The recording server showed previews and carried ComfyUI's test nodes. */
export function profileFor(transcript: Transcript): ProfileInput {
  return { speed: 1, secondsPerImage: SECONDS_PER_IMAGE[transcript.name] ?? 0.02, previews: true, testNodes: true }
}

/** Three pictures that differ. */
export const PICTURES: Readonly<Record<string, Buffer>> = Object.fromEntries(
  ['first', 'second', 'third'].map(name => [
    name,
    renderPicture({ width: 64, height: 64, batch: 1, seed: 1n, prompt: name, color: null }, 0, { kind: 'drawn' }, []),
  ]),
)

/** Which picture each upload of the recording sends: its bytes were not recorded, but which were equal shows. */
export const UPLOADS: Readonly<Record<string, readonly string[]>> = {
  upload_and_img2img: ['first', 'first', 'second', 'third', 'first', 'first'],
}

/** The files that the recording server had. */
export function furnish(base: string, transcript: Transcript): void {
  const put = (name: string, bytes: Buffer) => {
    const file = path.join(base, name)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
  put('models/checkpoints/tiny-sd15-random.safetensors', placeholderModel())
  put('models/checkpoints/truncated.safetensors', placeholderModel({}, 4096).subarray(0, 1024))
  put('models/checkpoints/corrupt.safetensors', Buffer.alloc(2048, 0xab))
  put(
    'models/loras/tiny-lora.safetensors',
    placeholderModel({ ss_output_name: 'tiny-lora', ss_base_model_version: 'sd_v1' }),
  )
  put('models/vae/tiny-vae-random.safetensors', placeholderModel())
  put('models/upscale_models/tiny-x2.safetensors', placeholderModel())
  put('input/in.png', PICTURES['third'] ?? Buffer.alloc(0))
  put('input/in (1).png', PICTURES['second'] ?? Buffer.alloc(0))
  for (const name of earlierOutputs(transcript.text)) put(`output/${name}`, Buffer.alloc(0))
}

/** However the recording is laid out: some are one line, some were indented on their way here. */
const SAVED_FILE = /"filename":\s*"([^"]+)_(\d{5})_\.png",\s*"subfolder":\s*"([^"]*)",\s*"type":\s*"output"/g
const CACHED_NODES = /"nodes":\s*(\[[^\]{]*\]),\s*"prompt_id"/

/** Recordings share an output folder: where one begins to count later, the file before it was there. */
function earlierOutputs(text: string): string[] {
  const lowest = new Map<string, number>()
  for (const match of text.matchAll(SAVED_FILE)) {
    const prefix = `${match[3]}/${match[1]}`
    lowest.set(prefix, Math.min(lowest.get(prefix) ?? Number.MAX_SAFE_INTEGER, Number(match[2])))
  }
  return [...lowest]
    .filter(([, counter]) => counter > 1)
    .map(([prefix, counter]) => `${prefix}_${String(counter - 1).padStart(5, '0')}_.png`)
}

/** A prompt that leaves those nodes of the recorded one cached that an earlier recording had left cached; null: none. */
export function warmUp(transcript: Transcript): string | null {
  const cached = firstCached(transcript)
  const graph = firstGraph(transcript)
  if (cached.length === 0 || graph === null) return null
  const kept = Object.fromEntries(cached.map(id => [id, graph[id]]))
  const latent = { class_type: 'EmptyLatentImage', inputs: { width: 16, height: 16, batch_size: 3 } }
  const sampler = { seed: 1, steps: 1, cfg: 1, sampler_name: 'euler', scheduler: 'normal', denoise: 1 }
  const links = {
    model: ['4', 0],
    positive: ['6', 0],
    negative: ['7', 0],
    latent_image: cached.includes('5') ? ['5', 0] : ['w5', 0],
  }
  const rest = {
    w5: latent,
    w3: { class_type: 'KSampler', inputs: { ...sampler, ...links } },
    w8: { class_type: 'VAEDecode', inputs: { samples: ['w3', 0], vae: ['4', 2] } },
    w9: { class_type: 'PreviewImage', inputs: { images: ['w8', 0] } },
  }
  return JSON.stringify({ prompt: { ...kept, ...rest } })
}

/** The cached nodes of the first prompt that ran, told by a frame or, for a prompt without a client, by history. */
function firstCached(transcript: Transcript): string[] {
  const cached: string[] = JSON.parse(CACHED_NODES.exec(transcript.text)?.[1] ?? '[]')
  return cached
}

function firstGraph(transcript: Transcript): Record<string, unknown> | null {
  const text = transcript.events.find(event => event.request?.path === '/prompt' && event.bodyText)?.bodyText
  if (text === undefined) return null
  const body: { prompt: Record<string, unknown> } = JSON.parse(text)
  return body.prompt
}
