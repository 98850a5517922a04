import { z } from 'zod'

const seconds = z.number().min(0).max(10_000_000)

/** What an estimate stands on. Amounts are in the account currency, tax included. */
export const Assumptions = z.strictObject({
  /** The user's own GPU. */
  localSecondsPerImage: seconds,
  cloudSecondsPerImage: seconds,
  /** From the create to the first picture. */
  setupSeconds: seconds,
  /** What bringing a picture home adds to it. */
  downloadSecondsPerImage: seconds,
  /** In place of set-up and download together; null where they are counted themselves. */
  fixedOverheadSeconds: seconds.nullable(),
  /** What an hour of waiting is worth; 0 for nothing. */
  timeValuePerHour: z.number().min(0).max(1_000_000),
  localWatts: z.number().min(0).max(100_000),
  electricityPerKwh: z.number().min(0).max(1000),
})
export type Assumptions = z.infer<typeof Assumptions>

/** Figures of one user's own reckoning (RTX 4070 Ti at home, H100 rented), until measured ones replace them. */
export const ASSUMED: Assumptions = {
  localSecondsPerImage: 14,
  cloudSecondsPerImage: 6,
  setupSeconds: 120,
  downloadSecondsPerImage: 0.6,
  fixedOverheadSeconds: null,
  timeValuePerHour: 50,
  localWatts: 285,
  electricityPerKwh: 0.2,
}

export const WorkKind = z.enum(['images', 'training', 'scoring'])
export type WorkKind = z.infer<typeof WorkKind>

/** What is counted of a kind of work, how many are asked about unless somebody says, and what is assumed of it. */
export type KindOfWork = {
  readonly one: string
  readonly many: string
  readonly usual: number
  readonly assumed: Assumptions
  /** Whether a faster GPU is done sooner. */
  readonly isOfGpu: boolean
}

const TRAINING_SECONDS = 25 * 60

export const KINDS: Readonly<Record<WorkKind, KindOfWork>> = {
  images: { one: 'picture', many: 'pictures', usual: 100, assumed: ASSUMED, isOfGpu: true },
  /**
   * A LoRA: the same user's 25 minutes on an H100, set-up among them; at home as much longer as pictures are. No figure
   * that could be trusted is published: the first steps of a real run say more.
   */
  training: {
    one: 'training',
    many: 'trainings',
    usual: 1,
    assumed: {
      ...ASSUMED,
      cloudSecondsPerImage: TRAINING_SECONDS - ASSUMED.setupSeconds,
      localSecondsPerImage:
        ((TRAINING_SECONDS - ASSUMED.setupSeconds) * ASSUMED.localSecondsPerImage) / ASSUMED.cloudSecondsPerImage,
      downloadSecondsPerImage: 0,
    },
    isOfGpu: true,
  },
  /** The picture's way through CLIP is nothing beside decoding its PNG: some 20 a second on a processor, anywhere. */
  scoring: {
    one: 'scored picture',
    many: 'scored pictures',
    usual: 1000,
    assumed: { ...ASSUMED, cloudSecondsPerImage: 0.05, localSecondsPerImage: 0.05, downloadSecondsPerImage: 0 },
    isOfGpu: false,
  },
}
