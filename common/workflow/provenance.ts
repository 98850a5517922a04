import type { JobConfig } from '../job/job.ts'
import { placeOfModel, type NeededModel } from '../models/needed.ts'
import type { Graph } from './graph.ts'
import { modelsOfGraph } from './models.ts'

/**
 * What the pictures of one graph have in common, as A1111 writes it behind prompt and negative prompt (`parameters` of a
 * PNG; modules/infotext_utils.py of its 1.9 reads it): `tags` follow the prompt, the seed comes between `head` and `tail`.
 */
export type About = { readonly tags: string; readonly head: string; readonly tail: string }

/** Of so many hexadecimal digits A1111 and Civitai know a model. */
const SHORT_HASH = 10

/** Of the models what is known here by hash; what an instance brings by itself has its name alone. */
export function aboutGraph(graph: Graph, config: JobConfig, known: readonly NeededModel[]): About {
  const { generation, upscaler } = config
  const { sampler, scheduler, steps, cfg_scale, width, height } = generation
  const hashes = new Map(known.map(model => [placeOfModel(model), model.sha256.slice(0, SHORT_HASH)]))
  const named: [name: string, hash: string][] = modelsOfGraph(graph).flatMap(model => {
    const hash = hashes.get(placeOfModel(model))
    const kind = HASHED[model.folder]
    if (hash === undefined || kind === undefined) return []
    return [[kind === 'lora' ? `lora:${plainName(model.name)}` : kind, hash]]
  })
  const checkpoint = modelsOfGraph(graph).find(({ folder }) => folder === 'checkpoints')?.name ?? config.checkpoint
  const modelHash = named.find(([name]) => name === 'model')?.[1]
  const tail = [
    ['Size', `${width}x${height}`],
    ...(modelHash === undefined ? [] : [['Model hash', modelHash]]),
    ['Model', plainName(checkpoint)],
    ...passesOf(config),
    ...(upscaler.enabled
      ? [
          ['Postprocess upscale by', String(upscaler.scale)],
          ['Postprocess upscaler', plainName(upscaler.model)],
        ]
      : []),
    ...(named.length === 0 ? [] : [['Hashes', JSON.stringify(Object.fromEntries(named))]]),
    ['Version', 'ComfyUI'],
  ]
  return {
    tags: loraTags(graph),
    head: `Steps: ${steps}, Sampler: ${quoted(sampler)}, Schedule type: ${quoted(scheduler)}, CFG scale: ${cfg_scale}`,
    tail: tail.map(([name, value]) => `${name}: ${name === 'Hashes' ? value : quoted(value ?? '')}`).join(', '),
  }
}

/** A1111 names the kinds of models so. */
const HASHED: Readonly<Record<string, string>> = { checkpoints: 'model', loras: 'lora', vae: 'vae' }

/** In the words of A1111, of its hires fix, and of ADetailer (its adetailer/args.py), which numbers what is not the first. */
function passesOf({
  vae,
  clip_skip,
  hires,
  generation,
  detailers = [],
  controlnet = [],
}: JobConfig): [string, string][] {
  return [
    ...(vae === undefined ? [] : [['VAE', plainName(vae)] as [string, string]]),
    ...(clip_skip === undefined ? [] : [['Clip skip', String(clip_skip)] as [string, string]]),
    ...(hires
      ? ([
          ['Denoising strength', String(hires.denoising_strength)],
          ['Hires upscale', String(hires.scale)],
          ['Hires steps', String(hires.steps === 0 ? generation.steps : hires.steps)],
          ['Hires upscaler', hires.upscaler],
        ] satisfies [string, string][])
      : []),
    ...detailers.flatMap((detailer, index): [string, string][] => {
      const ending = ['', ' 2nd', ' 3rd'][index] ?? ` ${index + 1}th`
      return [
        [`ADetailer model${ending}`, detailer.model],
        [`ADetailer confidence${ending}`, String(detailer.confidence)],
        [`ADetailer denoising strength${ending}`, String(detailer.denoising_strength)],
        ...(detailer.prompt === '' ? [] : [[`ADetailer prompt${ending}`, detailer.prompt] as [string, string]]),
      ]
    }),
    ...controlnet.map(({ model, weight, guidance_start, guidance_end }, index): [string, string] => [
      `ControlNet ${index}`,
      `Model: ${plainName(model)}, Weight: ${weight}, Guidance Start: ${guidance_start}, Guidance End: ${guidance_end}`,
    ]),
  ]
}

/** As the prompt would have them there: those of every picture as well as its own. */
function loraTags(graph: Graph): string {
  return Object.values(graph)
    .filter(({ class_type }) => class_type === 'LoraLoader')
    .map(({ inputs }) => {
      const [model, clip] = [Number(inputs['strength_model']), Number(inputs['strength_clip'])]
      const weights = model === clip ? `${model}` : `${clip}:${model}`
      return ` <lora:${plainName(String(inputs['lora_name']))}:${weights}>`
    })
    .join('')
}

const plainName = (file: string) => file.replace(/^.*[/\\]/, '').replace(/\.(?:safetensors|ckpt|pt|pth|sft)$/i, '')

/** A value that holds what separates values is written as JSON. */
const quoted = (value: string) => (/[,:\n]/.test(value) ? JSON.stringify(value) : value)
