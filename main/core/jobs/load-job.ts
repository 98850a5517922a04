import { sourceOfTemplate } from '../../../common/bursts/template-source.ts'
import type { CallInput, RunInput } from '../../../common/contract.ts'
import { expandTemplate } from '../../../common/templates/expand.ts'
import type { Expansion } from '../../../common/templates/expansion.ts'
import { checkJobParameters } from '../../../common/templates/to-job.ts'
import { findTemplate } from '../templates/find.ts'
import type { LibraryFolder } from '../templates/library-folders.ts'
import { loadTemplate } from '../templates/load.ts'
import type { LoadedJob } from './loaded-job.ts'
import { templateJob } from './template-job.ts'
import { rejectedJob, type RejectedOf } from './rejected-job.ts'
import { readJobFile } from './read-job-file.ts'

export type JobDeps = {
  /** Where names of templates are looked up that are not given a library; `here` is the caller's own. */
  readonly folders: (here?: string) => readonly LibraryFolder[]
  /** For templates that name none. */
  readonly checkpoint: () => string
  readonly newJobId: () => string
  /** What is rejected of a burst. BurstError for a burst that nobody knows. */
  readonly rejectedOf: (burstId: string) => RejectedOf
}

/** Loads what a run is to make. BurstError of kind `usage` with every problem of the template or the job file. */
export async function loadJob(source: RunInput['source'], deps: JobDeps): Promise<LoadedJob> {
  if (source.from === 'job') return await readJobFile(source.file, source.count)
  if (source.from === 'rejects') return rejectedJob(deps.rejectedOf(source.burstId), deps.newJobId())
  const { file, expansion } = await expandSource(source, deps, checkJobParameters)
  const libraries = librariesFor(source, deps)
  const job = await templateJob(file, expansion, { jobId: deps.newJobId(), checkpoint: deps.checkpoint(), libraries })
  return {
    name: expansion.sessionFolder,
    template: file,
    settings: job.settings,
    count: Number(expansion.count),
    items: job.items,
    source: sourceOfTemplate(expansion),
    warnings: job.warnings,
  }
}

/** Where names are looked up, and what any template may refer to. */
export function librariesFor(
  { library, here }: { library?: string | undefined; here?: string | undefined },
  { folders }: Pick<JobDeps, 'folders'>,
): string[] {
  return library === undefined ? folders(here).map(folder => folder.path) : [library]
}

/** Finds, reads and resolves a template. */
export async function expandSource(
  { template, library, here, options }: CallInput<'templates.expand'>,
  deps: Pick<JobDeps, 'folders'>,
  checkParameters?: typeof checkJobParameters,
): Promise<{ file: string; expansion: Expansion }> {
  const libraries = librariesFor({ library, here }, deps)
  const file = await findTemplate(template, libraries)
  const source = await loadTemplate(file, { libraries, themeFile: options.themeFile })
  return { file, expansion: expandTemplate(source, options, checkParameters) }
}
