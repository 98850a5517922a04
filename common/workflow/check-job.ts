import { BurstError, type Problem } from '../errors.ts'
import type { JobConfig } from '../job/job.ts'
import { enlargedSize } from './graph.ts'
import { samplerOf, samplerWarnings } from './samplers.ts'

/** The largest side of a picture that ComfyUI makes, pixels. */
const MAX_SIDE = 16_384

/** What an instance would refuse or do otherwise than meant, found before one is rented. BurstError of kind `usage`. */
export function checkJob({ generation, upscaler }: JobConfig): Problem[] {
  const { sampler, scheduler, batch_size } = generation
  const choice = samplerOf(sampler, scheduler)
  const { width, height } = enlargedSize(generation, upscaler.enabled ? upscaler.scale : 1)
  if (Math.max(width, height) > MAX_SIDE)
    throw new BurstError('usage', [
      {
        code: 'picture-too-large',
        message: `The pictures would be enlarged to ${width}×${height}.`,
        remedy: `Choose a smaller scale: no side may be longer than ${MAX_SIDE} pixels.`,
      },
    ])
  return [...samplerWarnings(sampler, choice), ...(batch_size > 1 ? [batchWarning(batch_size)] : [])]
}

function batchWarning(size: number): Problem {
  return {
    code: 'batch-not-kept',
    message: `batch_size ${size} makes ${size} pictures of each prompt; only the first is brought home.`,
    remedy: 'Set batch_size to 1, and ask for more seeds instead.',
  }
}
