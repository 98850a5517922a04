import { z } from 'zod'

/** What a model is to ComfyUI. */
export const MODEL_KINDS = [
  'checkpoint',
  'lora',
  'vae',
  'upscaler',
  'embedding',
  'controlnet',
  'text-encoder',
  'diffusion-model',
  'unknown',
] as const
export const ModelKind = z.enum(MODEL_KINDS)
export type ModelKind = z.infer<typeof ModelKind>

/** The family whose pictures it makes, as far as the file tells. */
export const MODEL_BASES = ['sd15', 'sd21', 'sdxl', 'sd3', 'flux'] as const
export const ModelBase = z.enum(MODEL_BASES)
export type ModelBase = z.infer<typeof ModelBase>

export const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)

/**
 * A model file of this computer. It is what its hash says; names are how people and templates call it.
 *
 * A `pickle` is a program that runs when it is loaded: it goes nowhere without its owner's consent.
 */
export const LibraryModel = z.object({
  /** Absolute. */
  file: z.string(),
  /** Below the folder that was scanned, with `/`: as templates may write it. */
  name: z.string(),
  bytes: z.int().min(0),
  sha256: Sha256,
  kind: ModelKind,
  base: ModelBase.nullable(),
  format: z.enum(['safetensors', 'pickle']),
})
export type LibraryModel = z.infer<typeof LibraryModel>

/** A model of the library with what is known of its content elsewhere. */
export const ListedModel = LibraryModel.extend({
  /** Where the world has it, as `burst models source` takes it. */
  sources: z.array(z.string()),
  /** Instances of bursts that have it now. */
  instances: z.array(z.string()),
})
export type ListedModel = z.infer<typeof ListedModel>

/** ComfyUI's folder for a kind; null for what no job can name. */
export const FOLDERS: Readonly<Record<ModelKind, string | null>> = {
  checkpoint: 'checkpoints',
  lora: 'loras',
  vae: 'vae',
  upscaler: 'upscale_models',
  embedding: 'embeddings',
  controlnet: 'controlnet',
  'text-encoder': 'text_encoders',
  'diffusion-model': 'diffusion_models',
  unknown: null,
}
