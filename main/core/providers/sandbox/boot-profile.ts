import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { Profile } from './comfyui/profile.ts'
import type { CloudOffer } from './catalogue.ts'

const seconds = z.number().min(0).max(86_400)

/**
 * How a machine comes to life and how fast it works, in seconds on the cloud's clock.
 *
 * `profile.json` in the sandbox folder may replace any of it, for measurements; it is read at every create.
 */
const BootProfile = z.strictObject({
  /** From the create to ACTIVE, when the meter starts. */
  bootSeconds: seconds.default(90),
  /** From ACTIVE to the first answer of sshd. */
  sshdSeconds: seconds.default(20),
  /** From there to the first answer of ComfyUI. */
  comfyuiSeconds: seconds.default(25),
  /** In place of that on a machine that starts from a prepared image: everything is installed. */
  preparedComfyuiSeconds: seconds.default(8),
  checkpointLoadSeconds: seconds.default(10),
  /** In place of the GPU's own. */
  secondsPerImage: seconds.optional(),
  /** GPUs, each with a ComfyUI of its own. */
  cards: z.int().min(1).max(8).default(1),
  png: Profile.shape.png,
  oomAboveBatch: Profile.shape.oomAboveBatch,
  clockOffsetMs: Profile.shape.clockOffsetMs,
  /** In place of `made.jsonl` in the sandbox folder. */
  counterFile: z.string().min(1).optional(),
})
export type BootProfile = z.infer<typeof BootProfile> & { readonly secondsPerImage: number }

/** The profile of a machine of this offer, which may start from a prepared image; throws where `profile.json` cannot be understood. */
export function bootProfileOf(offer: CloudOffer, file: string, isPrepared: boolean): BootProfile {
  const profile = BootProfile.parse(readOverrides(file))
  const comfyuiSeconds = isPrepared ? profile.preparedComfyuiSeconds : profile.comfyuiSeconds
  return { ...profile, comfyuiSeconds, secondsPerImage: profile.secondsPerImage ?? offer.secondsPerImage }
}

function readOverrides(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw error
  }
}
