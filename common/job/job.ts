import { z } from 'zod'
import { ITEM_PLACES } from '../workflow/own/place-names.ts'
import { MAX_ITEMS } from './limits.ts'

/**
 * The job manifest 1.0: what to make, as it is written to disk and read back by `burst run JOB.json`.
 *
 * Field names are the published format's own (snake case). Sizes are pixels, `cfg_scale` and strengths plain numbers.
 */
const name = z.string().min(1).max(400)
const text = z.string().max(100_000)
const pixels = z.int().min(16).max(16_384).multipleOf(8)

export const Lora = z.strictObject({ name, strength: z.number().min(-10).max(10) })
export type Lora = z.infer<typeof Lora>

export const Generation = z.strictObject({
  width: pixels,
  height: pixels,
  steps: z.int().min(1).max(1000),
  cfg_scale: z.number().min(0).max(100),
  sampler: name,
  scheduler: name,
  batch_size: z.int().min(1).max(64),
})
export type Generation = z.infer<typeof Generation>

export const Upscaler = z.strictObject({
  enabled: z.boolean(),
  model: z.string().max(400),
  scale: z.number().min(1).max(16),
})
export type Upscaler = z.infer<typeof Upscaler>

/** A second pass over an enlarged picture. `upscaler` is a kind of `Latent`, a plain enlargement, or a model's name; 0 steps: as many as the first pass. */
export const Hires = z.strictObject({
  scale: z.number().min(1).max(8),
  upscaler: name,
  denoising_strength: z.number().min(0).max(1),
  steps: z.int().min(0).max(1000),
})
export type Hires = z.infer<typeof Hires>

/**
 * One pass over what a detector finds in the finished picture. Empty texts: the picture's own; null: as the picture. Sizes,
 * blur and padding are pixels; `largest` 0: all that is found.
 */
export const Detailer = z.strictObject({
  model: name,
  prompt: text,
  negative_prompt: text,
  confidence: z.number().min(0).max(1),
  largest: z.int().min(0).max(1000),
  dilation: z.int().min(-512).max(512),
  mask_blur: z.int().min(0).max(100),
  denoising_strength: z.number().min(0.0001).max(1),
  padding: z.int().min(0).max(2048),
  size: z.int().min(64).max(8192).nullable(),
  steps: z.int().min(1).max(1000).nullable(),
  cfg_scale: z.number().min(0).max(100).nullable(),
  sampler: name.nullable(),
  scheduler: name.nullable(),
})
export type Detailer = z.infer<typeof Detailer>

/** What a ControlNet takes from a picture on this computer. `image` is absolute; start and end are parts of the steps. */
export const ControlUnit = z.strictObject({
  model: name,
  image: z.string().min(1).max(4000),
  weight: z.number().min(0).max(10),
  guidance_start: z.number().min(0).max(1),
  guidance_end: z.number().min(0).max(1),
  resize_mode: z.enum(['crop', 'stretch']),
})
export type ControlUnit = z.infer<typeof ControlUnit>

const place = z.tuple([z.string().max(200), z.string().max(200)])
const link = z.tuple([z.string().max(200), z.int().min(0).max(1000)])

/**
 * A workflow that somebody drew, in the place of Burst's own graph: what is run, with the settings of the job in it, and where
 * each picture's own values go. `inputs` are pictures of this computer that it starts from.
 */
export const OwnWorkflow = z.strictObject({
  graph: z.record(
    z.string().min(1).max(200),
    z.strictObject({ class_type: z.string().min(1).max(200), inputs: z.record(z.string(), z.unknown()) }),
  ),
  places: z.partialRecord(z.enum(ITEM_PLACES), z.array(place).max(200)),
  loras: z.strictObject({ model: link, clip: link.nullable() }).nullable(),
  inputs: z.array(z.string().min(1).max(4000)).max(100),
})
export type OwnWorkflow = z.infer<typeof OwnWorkflow>

/** What is absent beyond the first four is not done: manifests of the published format have no more than those. */
export const JobConfig = z.strictObject({
  checkpoint: name,
  loras: z.array(Lora).max(64),
  generation: Generation,
  upscaler: Upscaler,
  /** Instead of the checkpoint's own. */
  vae: name.optional(),
  /** Counted as A1111 does: 1 is the text encoder's last layer. */
  clip_skip: z.int().min(1).max(12).optional(),
  hires: Hires.optional(),
  detailers: z.array(Detailer).max(8).optional(),
  controlnet: z.array(ControlUnit).max(8).optional(),
  workflow: OwnWorkflow.optional(),
  /** Names that stand for embeddings where prompts have them as plain words, as A1111 reads them. */
  embeddings: z.array(name).max(1000).optional(),
})
export type JobConfig = z.infer<typeof JobConfig>

/** One picture order. `seed` is below 2^53, so that every program reads the same number; −1 leaves it to the server. */
export const PromptItem = z.strictObject({
  id: name,
  prompt: text,
  negative_prompt: text,
  seed: z.int().min(-1),
  filename: z.string().min(1).max(200),
  variations: z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())])),
})
export type PromptItem = z.infer<typeof PromptItem>

/** The manifest without its prompts: the same for every item. */
export const JobSettings = z.strictObject({ version: z.literal('1.0'), job_id: name, config: JobConfig })
export type JobSettings = z.infer<typeof JobSettings>

export const JobManifest = z.strictObject({ ...JobSettings.shape, prompts: z.array(PromptItem).min(1).max(MAX_ITEMS) })
export type JobManifest = z.infer<typeof JobManifest>
