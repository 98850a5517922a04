import { z } from 'zod'
import type { JobConfig } from '../job/job.ts'
import { sizeBefore } from '../workflow/graph.ts'

/** What one picture asks of a GPU, as far as its job says. */
export const Work = z.strictObject({
  width: z.int().min(1),
  height: z.int().min(1),
  steps: z.int().min(1),
  /** How many LoRAs every picture has. */
  loras: z.int().min(0),
  /** How much larger the upscaler makes it; 1 for none. */
  upscale: z.number().min(1),
  /** Pixels times steps of what follows the first pass: hires fix and detailers; absent: nothing does. */
  further: z.number().min(0).optional(),
})
export type Work = z.infer<typeof Work>

export function workOf(config: JobConfig): Work {
  const { generation, loras, upscaler } = config
  const { width, height, steps } = generation
  const further = furtherLoad(config)
  return {
    width,
    height,
    steps,
    loras: loras.length,
    upscale: upscaler.enabled ? upscaler.scale : 1,
    ...(further === 0 ? {} : { further }),
  }
}

/** Of a detailer as if it found one thing in each picture. */
function furtherLoad(config: JobConfig): number {
  const { generation, hires, detailers = [] } = config
  const second = sizeBefore(config)
  const secondPass = hires ? second.width * second.height * (hires.steps === 0 ? generation.steps : hires.steps) : 0
  const details = detailers.map(({ size, steps }) => {
    const side = size ?? Math.max(generation.width, generation.height)
    return side * side * (steps ?? generation.steps)
  })
  return details.reduce((sum, load) => sum + load, secondPass)
}

/** Whether a picture of one is as much work as a picture of the other. */
export function isSameWork(a: Work, b: Work): boolean {
  return (
    a.width * a.height === b.width * b.height &&
    a.steps === b.steps &&
    a.loras === b.loras &&
    a.upscale === b.upscale &&
    (a.further ?? 0) === (b.further ?? 0)
  )
}

/** How two kinds of work relate, until both were measured: sampling goes by pixels and steps. */
export function loadOf({ width, height, steps, further = 0 }: Work): number {
  return width * height * steps + further
}
