import { hasModelEnding } from './model-files.ts'

export type LoraUse = { readonly file: string; readonly modelStrength: number; readonly clipStrength: number }

const TAG = /<lora:([^:<>]+)((?::[^:<>]*)*)>/gi

/**
 * Takes A1111's LoRA tags out of a prompt: `<lora:name:weight>`, `<lora:name>` (weight 1), `<lora:name:text:unet>`, and
 * weights by name (`te=0.5`, `unet=0.8`). A weight that is no number counts as 1.
 */
export function takeLoraTags(prompt: string): { text: string; loras: LoraUse[] } {
  const loras: LoraUse[] = []
  const text = prompt.replaceAll(TAG, (_, name: string, rest: string) => {
    loras.push(useOf(name, rest))
    return ''
  })
  return loras.length === 0 ? { text: prompt, loras } : { text: tidy(text), loras }
}

/** The file of a LoRA: tags name it without its ending. */
export function loraFile(name: string): string {
  const trimmed = name.trim()
  return hasModelEnding(trimmed) ? trimmed : `${trimmed}.safetensors`
}

function useOf(name: string, rest: string): LoraUse {
  const parts = rest.split(':').slice(1)
  const positional = parts.filter(part => !part.includes('='))
  const named = new Map(parts.filter(part => part.includes('=')).map(part => splitOnce(part)))
  const clipStrength = weight(named.get('te') ?? positional[0])
  const modelStrength = weight(named.get('unet') ?? positional[1], clipStrength)
  return { file: loraFile(name), modelStrength, clipStrength }
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
