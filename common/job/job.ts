import { z } from 'zod'
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

export const JobConfig = z.strictObject({
  checkpoint: name,
  loras: z.array(Lora).max(64),
  generation: Generation,
  upscaler: Upscaler,
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
