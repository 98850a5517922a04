import type { JobConfig, PromptItem } from '../job/job.ts'
import { loraFile, takeLoraTags, type LoraUse } from './lora-tags.ts'
import { upscalerFile } from './model-files.ts'
import { samplerOf } from './samplers.ts'

/** A workflow in ComfyUI's API format, by node id. An input that is a pair is the output of another node. */
export type Graph = Record<string, GraphNode>
export type GraphNode = { class_type: string; inputs: Record<string, unknown> }

/** Where the worker puts what differs between items: node and input. */
export type Bindings = Readonly<Record<'prompt' | 'negative' | 'seed' | 'prefix' | 'batch', readonly [string, string]>>

export type GraphSet = {
  readonly graphs: Readonly<Record<string, Graph>>
  readonly bind: Readonly<Record<string, Bindings>>
}

export type GraphBuilder = {
  /** Which graph makes an item, and the texts that go into it. */
  assign(item: PromptItem): { graph: string; prompt: string; negative: string }
  /** The graphs that make these items. Reads them once. */
  collect(items: Iterable<PromptItem>): GraphSet
}

const [CHECKPOINT, POSITIVE, NEGATIVE, LATENT, SAMPLE, DECODE, SAVE] = ['4', '6', '7', '5', '3', '8', '9'] as const
const [UPSCALER, UPSCALE, RESIZE] = ['11', '12', '13'] as const
const FIRST_LORA = 100

const BIND: Bindings = {
  prompt: [POSITIVE, 'text'],
  negative: [NEGATIVE, 'text'],
  seed: [SAMPLE, 'seed'],
  prefix: [SAVE, 'filename_prefix'],
  batch: [LATENT, 'batch_size'],
}

/**
 * Builds the graphs of a job: items with the same LoRAs share one, so a job of 38,000 prompts needs a handful.
 *
 * The same items get the same graph ids in any order of calls on one builder. BurstError for a sampler nobody knows.
 */
export function buildGraphs(config: JobConfig): GraphBuilder {
  const ids = new Map<string, string>()
  const always = config.loras.map(({ name, strength }) => ({
    file: loraFile(name),
    modelStrength: strength,
    clipStrength: strength,
  }))

  function assigned(item: PromptItem) {
    const { text, loras } = takeLoraTags(item.prompt)
    const all = [...always, ...loras].filter(
      ({ modelStrength, clipStrength }) => modelStrength !== 0 || clipStrength !== 0,
    )
    const key = JSON.stringify(all)
    const graph = ids.get(key) ?? `g${ids.size}`
    ids.set(key, graph)
    return { graph, text, loras: all }
  }

  return {
    assign(item) {
      const { graph, text } = assigned(item)
      return { graph, prompt: text, negative: item.negative_prompt }
    },
    collect(items) {
      const graphs: Record<string, Graph> = {}
      for (const item of items) {
        const { graph, loras } = assigned(item)
        graphs[graph] ??= graphOf(config, loras)
      }
      return { graphs, bind: Object.fromEntries(Object.keys(graphs).map(graph => [graph, BIND])) }
    },
  }
}

/** checkpoint → LoRAs (model and clip) → texts and latent → sampler → decode → enlarge where asked → save */
function graphOf({ checkpoint, generation, upscaler }: JobConfig, loras: readonly LoraUse[]): Graph {
  const { width, height, steps, cfg_scale, batch_size } = generation
  const { sampler_name, scheduler } = samplerOf(generation.sampler, generation.scheduler)
  const [chain, last] = loraChain(loras)
  const enlarged = upscaler.enabled
  return {
    [CHECKPOINT]: node('CheckpointLoaderSimple', { ckpt_name: checkpoint }),
    ...chain,
    [POSITIVE]: node('CLIPTextEncode', { text: '', clip: [last, 1] }),
    [NEGATIVE]: node('CLIPTextEncode', { text: '', clip: [last, 1] }),
    [LATENT]: node('EmptyLatentImage', { width, height, batch_size }),
    [SAMPLE]: node('KSampler', {
      model: [last, 0],
      seed: 0,
      steps,
      cfg: cfg_scale,
      sampler_name,
      scheduler,
      positive: [POSITIVE, 0],
      negative: [NEGATIVE, 0],
      latent_image: [LATENT, 0],
      denoise: 1,
    }),
    [DECODE]: node('VAEDecode', { samples: [SAMPLE, 0], vae: [CHECKPOINT, 2] }),
    ...(enlarged ? enlargement(upscaler.model, enlargedSize(generation, upscaler.scale)) : {}),
    [SAVE]: node('SaveImage', { images: [enlarged ? RESIZE : DECODE, 0], filename_prefix: '' }),
  }
}

/** Pixels of an enlarged picture; rounded, because a model enlarges by its own factor and not by ours. */
export function enlargedSize({ width, height }: { width: number; height: number }, scale: number) {
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

/** The nodes, and the one whose outputs (model 0, clip 1) go on. */
function loraChain(loras: readonly LoraUse[]): [Graph, string] {
  let last: string = CHECKPOINT
  const chain: Graph = {}
  loras.forEach(({ file, modelStrength, clipStrength }, index) => {
    const id = String(FIRST_LORA + index)
    chain[id] = node('LoraLoader', {
      model: [last, 0],
      clip: [last, 1],
      lora_name: file,
      strength_model: modelStrength,
      strength_clip: clipStrength,
    })
    last = id
  })
  return [chain, last]
}

function enlargement(model: string, size: { width: number; height: number }): Graph {
  return {
    [UPSCALER]: node('UpscaleModelLoader', { model_name: upscalerFile(model) }),
    [UPSCALE]: node('ImageUpscaleWithModel', { upscale_model: [UPSCALER, 0], image: [DECODE, 0] }),
    [RESIZE]: node('ImageScale', { image: [UPSCALE, 0], upscale_method: 'lanczos', ...size, crop: 'disabled' }),
  }
}

function node(class_type: string, inputs: Record<string, unknown>): GraphNode {
  return { class_type, inputs }
}
