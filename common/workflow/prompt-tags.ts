import { hasModelEnding } from './model-files.ts'

export type LoraUse = { readonly file: string; readonly modelStrength: number; readonly clipStrength: number }

export type TakenTags = {
  /** The prompt without them. */
  readonly text: string
  readonly loras: readonly LoraUse[]
  /** The file that makes this picture; absent: the job's. */
  readonly checkpoint?: string
}

const TAG = /<lora:([^:<>]+)((?::[^:<>]*)*)>/gi
const CHECKPOINT = /<checkpoint:([^:<>]+)>/gi

/**
 * Takes A1111's LoRA tags out of a prompt: `<lora:name:weight>`, `<lora:name>` (weight 1), `<lora:name:text:unet>`, and
 * weights by name (`te=0.5`, `unet=0.8`). A weight that is no number counts as 1.
 *
 * `<checkpoint:name>` is Burst's own, so that a variation can bring its checkpoint as it brings its LoRAs; the last one counts.
 */
export function takeTags(prompt: string): TakenTags {
  const loras: LoraUse[] = []
  let checkpoint: string | undefined
  const text = prompt
    .replaceAll(TAG, (_, name: string, rest: string) => {
      loras.push(useOf(name, rest))
      return ''
    })
    .replaceAll(CHECKPOINT, (_, name: string) => {
      checkpoint = taggedFile(name)
      return ''
    })
  const hasTags = loras.length > 0 || checkpoint !== undefined
  return { text: hasTags ? tidy(text) : prompt, loras, ...(checkpoint === undefined ? {} : { checkpoint }) }
}

/** The file of a LoRA or checkpoint: tags name it without its ending. */
export function taggedFile(name: string): string {
  const trimmed = name.trim()
  return hasModelEnding(trimmed) ? trimmed : `${trimmed}.safetensors`
}

function useOf(name: string, rest: string): LoraUse {
  const parts = rest.split(':').slice(1)
  const positional = parts.filter(part => !part.includes('='))
  const named = new Map(parts.filter(part => part.includes('=')).map(part => splitOnce(part)))
  const clipStrength = weight(named.get('te') ?? positional[0])
  const modelStrength = weight(named.get('unet') ?? positional[1], clipStrength)
  return { file: taggedFile(name), modelStrength, clipStrength }
}

function splitOnce(part: string): [string, string] {
  const at = part.indexOf('=')
  return [part.slice(0, at).trim().toLowerCase(), part.slice(at + 1)]
}

function weight(text: string | undefined, absent = 1): number {
  if (text === undefined || text.trim() === '') return absent
  const value = Number(text)
  return Number.isFinite(value) && Math.abs(value) <= 100 ? value : absent
}

/** What a tag leaves behind: gaps, and commas with nothing between them or after them. */
function tidy(text: string): string {
  return text
    .replaceAll(/,(?:[^\S\n]*,)+/g, ',')
    .replaceAll(/[^\S\n]{2,}/g, ' ')
    .replace(/^[\s,]+/, '')
    .replace(/[\s,]+$/, '')
}
