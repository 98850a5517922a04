import type { JobConfig, PromptItem } from '../job/job.ts'
import { embeddingWords } from './embeddings.ts'
import { node, type Bindings, type Graph, type Link } from './graph-node.ts'
import { hiresSize, type Size } from './hires.ts'
import { negativeOf, ownGraphOf } from './own/own-graph.ts'
import { controlPass, detailPasses, hiresPass, upscalePass } from './pipeline.ts'
import { taggedFile, takeTags, type LoraUse } from './prompt-tags.ts'
import { samplerOf } from './samplers.ts'

export type { Graph, GraphNode } from './graph-node.ts'

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
const [VAE, SKIP] = ['14', '15'] as const
/** The passes have the numbers below (`pipeline.ts`). */
const FIRST_LORA = 200

/**
 * Builds the graphs of a job: items with the same checkpoint and LoRAs share one, so a job of 38,000 prompts needs a handful.
 *
 * The same items get the same graph ids in any order of calls on one builder. BurstError for a sampler nobody knows.
 */
export function buildGraphs(config: JobConfig): GraphBuilder {
  const ids = new Map<string, string>()
  const words = embeddingWords(config.embeddings ?? [])
  const ownNegative = config.workflow ? negativeOf(config.workflow) : ''
  const always = config.loras.map(({ name, strength }) => ({
    file: taggedFile(name),
    modelStrength: strength,
    clipStrength: strength,
  }))

  function assigned(item: PromptItem) {
    const { text, loras, checkpoint: tagged } = takeTags(item.prompt)
    const checkpoint = tagged ?? config.checkpoint
    const all = [...always, ...loras].filter(
      ({ modelStrength, clipStrength }) => modelStrength !== 0 || clipStrength !== 0,
    )
    const key = JSON.stringify([checkpoint, all])
    const graph = ids.get(key) ?? `g${ids.size}`
    ids.set(key, graph)
    return { graph, text, loras: all, checkpoint, isTagged: tagged !== undefined }
  }

  return {
    assign(item) {
      const { graph, text } = assigned(item)
      const negative = item.negative_prompt === '' ? ownNegative : item.negative_prompt
      return { graph, prompt: words.refer(text), negative: words.refer(negative) }
    },
    collect(items) {
      const graphs: Record<string, Graph> = {}
      const bind: Record<string, Bindings> = {}
      for (const item of items) {
        const { graph, loras, checkpoint, isTagged } = assigned(item)
        if (graphs[graph]) continue
        const { workflow } = config
        const built = workflow
          ? ownGraphOf(workflow, { checkpoint, isTagged }, loras)
          : graphOf({ ...config, checkpoint }, loras)
        graphs[graph] = built.graph
        bind[graph] = built.bind
      }
      return { graphs, bind }
    },
  }
}

/**
 * checkpoint → LoRAs (model and clip) → texts, ControlNets and latent → sampler → second pass → decode → detailers → enlarge →
 * save; each only where it is asked for, and in the order in which A1111 does them.
 */
function graphOf(config: JobConfig, loras: readonly LoraUse[]): { graph: Graph; bind: Bindings } {
  const { checkpoint, generation, upscaler, hires } = config
  const { width, height, steps, cfg_scale, batch_size } = generation
  const { sampler_name, scheduler } = samplerOf(generation.sampler, generation.scheduler)
  const [chain, last] = loraChain(loras)
  const skips = (config.clip_skip ?? 1) > 1
  const clip: Link = skips ? [SKIP, 0] : [last, 1]
  const vae: Link = config.vae === undefined ? [CHECKPOINT, 2] : [VAE, 0]
  const model: Link = [last, 0]
  const texts = { positive: [POSITIVE, 0], negative: [NEGATIVE, 0] } as const
  const controls = controlPass(config.controlnet ?? [], generation, texts)
  const first: Link = [SAMPLE, 0]
  const second = hires && hiresPass(hires, first, { model, clip, vae, ...controls.out, generation })
  const details = detailPasses(config.detailers ?? [], [DECODE, 0], { model, clip, vae, ...texts, generation })
  const larger = upscaler.enabled
    ? upscalePass(upscaler.model, enlargedSize(sizeBefore(config), upscaler.scale), details.out)
    : null
  const graph: Graph = {
    [CHECKPOINT]: node('CheckpointLoaderSimple', { ckpt_name: checkpoint }),
    ...chain,
    ...(skips
      ? { [SKIP]: node('CLIPSetLastLayer', { clip: [last, 1], stop_at_clip_layer: -(config.clip_skip ?? 1) }) }
      : {}),
    ...(config.vae === undefined ? {} : { [VAE]: node('VAELoader', { vae_name: config.vae }) }),
    [POSITIVE]: node('CLIPTextEncode', { text: '', clip }),
    [NEGATIVE]: node('CLIPTextEncode', { text: '', clip }),
    ...controls.graph,
    [LATENT]: node('EmptyLatentImage', { width, height, batch_size }),
    [SAMPLE]: node('KSampler', {
      model,
      seed: 0,
      steps,
      cfg: cfg_scale,
      sampler_name,
      scheduler,
      ...controls.out,
      latent_image: [LATENT, 0],
      denoise: 1,
    }),
    ...second?.graph,
    [DECODE]: node('VAEDecode', { samples: second?.out ?? first, vae }),
    ...details.graph,
    ...larger?.graph,
    [SAVE]: node('SaveImage', { images: larger?.out ?? details.out, filename_prefix: '' }),
  }
  const bind = {
    prompt: [[POSITIVE, 'text']],
    negative: [[NEGATIVE, 'text']],
    seed: [[SAMPLE, 'seed'], ...(second?.seeds ?? []), ...(details.seeds ?? [])],
    prefix: [[SAVE, 'filename_prefix']],
    batch: [[LATENT, 'batch_size']],
  } as const
  return { graph, bind }
}

/** Of the picture as it comes from the sampler, pixels. */
export function sizeBefore({ generation, hires }: Pick<JobConfig, 'generation' | 'hires'>): Size {
  return hires ? hiresSize(generation, hires.scale) : generation
}

/** Pixels of an enlarged picture; rounded, because a model enlarges by its own factor and not by ours. */
export function enlargedSize({ width, height }: Size, scale: number): Size {
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
