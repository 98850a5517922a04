import type { SessionSource } from '../../../common/bursts/session-source.ts'
import type { Problem } from '../../../common/errors.ts'
import type { JobSettings, PromptItem } from '../../../common/job/job.ts'

/** What a burst is to make, and where that was found. */
export type LoadedJob = {
  readonly name: string
  /** Absolute path of the template; null for a job file. */
  readonly template: string | null
  readonly settings: JobSettings
  readonly count: number
  /** One at a time; may be called again and gives the same. */
  readonly items: () => Iterable<PromptItem>
  readonly source: SessionSource
  readonly warnings: readonly Problem[]
}
