import { realpath } from 'node:fs/promises'
import path from 'node:path'
import { BurstError } from '../../../common/errors.ts'
import type { Expansion } from '../../../common/templates/expansion.ts'
import { problemAt } from '../../../common/templates/findings.ts'
import { workflowAsked, type TemplateWorkflow } from '../../../common/templates/job-workflow.ts'
import { jobOf, type TemplateJob } from '../../../common/templates/to-job.ts'
import { isBelow, ownTreeOf, realFolders } from '../templates/own-tree.ts'
import { readWorkflow } from './read-workflow.ts'

export type TemplateJobOptions = {
  readonly jobId: string
  /** For templates that name none. */
  readonly checkpoint: string
  /** Folders whose files any template may refer to, beside those of its own tree. */
  readonly libraries: readonly string[]
}

/** The job of a template: with what it refers to beside other templates. BurstError of kind `usage` with every problem. */
export async function templateJob(
  file: string,
  expansion: Expansion,
  options: TemplateJobOptions,
): Promise<TemplateJob> {
  const { jobId, checkpoint } = options
  const folder = path.dirname(path.resolve(file)).replaceAll('\\', '/')
  return jobOf(expansion, { jobId, checkpoint, folder, workflow: await templateWorkflow(file, expansion, options) })
}

/** The workflow that a template names, read; undefined where Burst's own graph makes its pictures. */
export async function templateWorkflow(
  file: string,
  expansion: Expansion,
  { libraries }: Pick<TemplateJobOptions, 'libraries'>,
): Promise<TemplateWorkflow | undefined> {
  const asked = workflowAsked(expansion)
  if (asked === null) return undefined
  const named = path.resolve(path.dirname(file), asked.file)
  const folders = await realFolders([await ownTreeOf(file), ...libraries])
  const real = await realpath(named).catch(() => named)
  const spot = expansion.parameterSpots.get('workflow') ?? null
  if (!folders.some(folder => isBelow(folder, real)))
    throw new BurstError('usage', [
      problemAt(
        spot,
        'outside-library',
        `${asked.file} leads out of the folders that this template may read: ${folders.join(', ')}.`,
        'Move the file there, or name the folder that holds both with --library.',
        { subjects: [asked.file] },
      ),
    ])
  try {
    return await readWorkflow(named, asked.bind)
  } catch (error) {
    if (!(error instanceof BurstError)) throw error
    // The template says where it was named; the fault's own place is in the workflow.
    throw new BurstError(
      error.exit,
      error.problems.map(problem => (problem.line === undefined && spot ? atSpot(problem, spot) : problem)),
    )
  }
}

function atSpot(
  { code, message, remedy }: BurstError['problems'][number],
  spot: NonNullable<Parameters<typeof problemAt>[0]>,
): BurstError['problems'][number] {
  return problemAt(spot, code, message, remedy, { subjects: ['parameters.workflow'] })
}
