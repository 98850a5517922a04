import type { Problem } from '../errors.ts'
import type { JobSettings } from '../job/job.ts'
import type { LibraryModel } from './model.ts'
import { resolveModel } from './resolve.ts'

const SKIPPING = new Set(['sd15', 'sd21'])

/**
 * Leaves `clip_skip` away where the checkpoint's family has no use for it, as A1111 does: the encoders of SDXL end a layer
 * early by themselves. A checkpoint that the library does not know is taken at its word.
 */
export function withUsedClipSkip(
  job: JobSettings,
  library: readonly LibraryModel[],
): { settings: JobSettings; warnings: Problem[] } {
  const { clip_skip, ...config } = job.config
  if (clip_skip === undefined) return { settings: job, warnings: [] }
  const resolved = resolveModel(library, { folder: 'checkpoints', name: config.checkpoint })
  const base = resolved.kind === 'found' ? resolved.model.base : null
  if (base === null || SKIPPING.has(base)) return { settings: job, warnings: [] }
  return {
    settings: { ...job, config },
    warnings: [
      {
        code: 'clip-skip-unused',
        message: `clip_skip ${clip_skip} does nothing for ${config.checkpoint}, which is of the family ${base}, and is left away.`,
        remedy: 'Take it out of the template.',
      },
    ],
  }
}
