import { BurstError, type Problem } from '../errors.ts'
import type { Hires, JobConfig } from '../job/job.ts'
import { enlargedSize, sizeBefore } from './graph.ts'
import { faultsOfNodes } from './own/own-workflow.ts'
import { isExactWay, type Size } from './hires.ts'
import { samplerOf, samplerWarnings } from './samplers.ts'

/** The largest side of a picture that ComfyUI makes, pixels. */
const MAX_SIDE = 16_384

/** What an instance would refuse or do otherwise than meant, found before one is rented. BurstError of kind `usage`. */
export function checkJob(config: JobConfig): Problem[] {
  const { generation, upscaler, hires, detailers = [], workflow } = config
  const before = sizeBefore(config)
  const { width, height } = enlargedSize(before, upscaler.enabled ? upscaler.scale : 1)
  if (Math.max(width, height) > MAX_SIDE)
    throw new BurstError('usage', [
      {
        code: 'picture-too-large',
        message: `The pictures would be enlarged to ${width}×${height}.`,
        remedy: `Choose a smaller scale: no side may be longer than ${MAX_SIDE} pixels.`,
      },
    ])
  // A written job may bring a workflow that nothing has looked at.
  const faults = workflow ? faultsOfNodes(workflow.graph) : []
  if (faults.length > 0) throw new BurstError('usage', faults)
  const samplers = [
    generation,
    ...detailers.map(detailer => ({
      sampler: detailer.sampler ?? generation.sampler,
      scheduler: detailer.scheduler ?? generation.scheduler,
    })),
  ]
  return [
    ...once(samplers.flatMap(({ sampler, scheduler }) => samplerWarnings(sampler, samplerOf(sampler, scheduler)))),
    ...(hires ? hiresWarnings(hires, generation, before) : []),
    ...(generation.batch_size > 1 ? [batchWarning(generation.batch_size)] : []),
  ]
}

function once(problems: readonly Problem[]): Problem[] {
  return [...new Map(problems.map(problem => [problem.message, problem])).values()]
}

function hiresWarnings({ upscaler, scale }: Hires, first: Size, second: Size): Problem[] {
  const wanted = enlargedSize(first, scale)
  return [
    ...(isExactWay(upscaler)
      ? []
      : [
          {
            code: 'hires-not-exact',
            message: `ComfyUI has nothing exactly like the upscaler ${upscaler}: the nearest way of enlarging is used.`,
            remedy: 'Accept pictures that differ a little, or use `Latent` or `Latent (nearest-exact)`.',
          },
        ]),
    ...(wanted.width === second.width && wanted.height === second.height
      ? []
      : [
          {
            code: 'hires-size',
            message: `hr_scale ${scale} would give ${wanted.width}×${wanted.height}; sides are cut to eighths: ${second.width}×${second.height}.`,
            remedy: 'Nothing, or choose a scale that gives sides which can be divided by 8.',
          },
        ]),
  ]
}

function batchWarning(size: number): Problem {
  return {
    code: 'batch-not-kept',
    message: `batch_size ${size} makes ${size} pictures of each prompt; only the first is brought home.`,
    remedy: 'Set batch_size to 1, and ask for more seeds instead.',
  }
}
