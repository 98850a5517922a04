import { JOB_FILE_SOURCE } from '../../../common/bursts/session-source.ts'
import { BurstError } from '../../../common/errors.ts'
import type { JobSettings, PromptItem } from '../../../common/job/job.ts'
import { drawSeed } from '../../../common/templates/random.ts'
import type { LoadedJob } from './loaded-job.ts'

/** A burst as far as its rejected pictures go. */
export type RejectedOf = {
  readonly name: string
  readonly settings: JobSettings
  readonly items: readonly PromptItem[]
}

/** The same prompts once more, each with a seed of its own: with the old one the same picture would come back. */
export function rejectedJob({ name, settings, items }: RejectedOf, jobId: string): LoadedJob {
  if (items.length === 0)
    throw new BurstError('usage', [
      {
        code: 'nothing-rejected',
        message: `No picture of ${name} is rejected.`,
        remedy: 'Reject those that are to be made again, with X in the gallery.',
      },
    ])
  const again = items.map(item => ({ ...item, seed: drawSeed(Math.random) }))
  return {
    name: `${name} again`,
    template: null,
    settings: { ...settings, job_id: jobId },
    count: again.length,
    items: () => again,
    source: JOB_FILE_SOURCE,
    warnings: [],
  }
}
