import { z } from 'zod'
import type { JobConfig } from '../job/job.ts'

/** What one picture asks of a GPU, as far as its job says. */
export const Work = z.strictObject({
  width: z.int().min(1),
  height: z.int().min(1),
  steps: z.int().min(1),
  /** How many LoRAs every picture has. */
  loras: z.int().min(0),
  /** How much larger the upscaler makes it; 1 for none. */
  upscale: z.number().min(1),
})
export type Work = z.infer<typeof Work>

export function workOf({ generation, loras, upscaler }: JobConfig): Work {
  const { width, height, steps } = generation
  return { width, height, steps, loras: loras.length, upscale: upscaler.enabled ? upscaler.scale : 1 }
}

/** Whether a picture of one is as much work as a picture of the other. */
export function isSameWork(a: Work, b: Work): boolean {
  return (
    a.width * a.height === b.width * b.height && a.steps === b.steps && a.loras === b.loras && a.upscale === b.upscale
  )
}

/** How two kinds of work relate, until both were measured: sampling goes by pixels and steps. */
export function loadOf({ width, height, steps }: Work): number {
  return width * height * steps
}
