import { z } from 'zod'
import { text } from './text.ts'

/** A picture that is at home. */
export const PictureView = z.strictObject({
  /** Place of the prompt in its job, from 0. */
  item: z.int(),
  promptId: z.string(),
  file: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  prompt: z.string(),
  negativePrompt: z.string(),
  seed: z.number(),
  variations: z.record(z.string(), z.unknown()),
  lane: z.int(),
  /** When it was verified at home. */
  at: z.string(),
})
export type PictureView = z.infer<typeof PictureView>

export const PictureMark = z.enum(['star', 'reject'])
export type PictureMark = z.infer<typeof PictureMark>

/** Which pictures of all bursts; what is not given says nothing. */
export const GalleryFilter = z.strictObject({
  burstId: z.string().max(64).optional(),
  /** Beginnings of words of prompt, file or variation, or a seed. */
  text: z.string().max(500).optional(),
  /** Of several values of one placeholder any, of several placeholders all. */
  values: z
    .array(z.strictObject({ name: text, value: text }))
    .max(100)
    .optional(),
  mark: z.enum([...PictureMark.options, 'none', 'not-rejected']).optional(),
  /** Those that came home later are left out. */
  upTo: z.int().min(0).optional(),
})
export type GalleryFilter = z.infer<typeof GalleryFilter>

/** A picture among those of all bursts. */
export const GalleryPicture = z.strictObject({
  ...PictureView.shape,
  burstId: z.string(),
  /** Grows with each picture that comes home. */
  seq: z.int(),
  mark: PictureMark.nullable(),
})
export type GalleryPicture = z.infer<typeof GalleryPicture>

export const GalleryFacet = z.strictObject({
  name: z.string(),
  values: z.array(z.strictObject({ value: z.string(), count: z.int() })),
})
export type GalleryFacet = z.infer<typeof GalleryFacet>
