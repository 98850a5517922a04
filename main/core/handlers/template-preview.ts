import path from 'node:path'
import type { CallInput, TemplatePreview, WorkflowPlace } from '../../../common/contract.ts'
import { BurstError, type Problem } from '../../../common/errors.ts'
import type { Expansion } from '../../../common/templates/expansion.ts'
import { exact } from '../../../common/templates/effect.ts'
import { checkJobParameters } from '../../../common/templates/to-job.ts'
import { expandSource, librariesFor, type JobDeps } from '../jobs/load-job.ts'
import { templateJob, templateWorkflow } from '../jobs/template-job.ts'
import { promptView } from './prompt-view.ts'
import { placesOf } from './workflows.ts'

type Verdict = {
  readonly warnings: Problem[]
  readonly problems: Problem[]
  readonly places: WorkflowPlace[]
}
type Window = { readonly offset: number; readonly limit: number }

/** A template as far as it can be read: its faults are part of the answer, so that a page can show them in place. */
export async function previewTemplate(
  input: CallInput<'templates.expand'>,
  window: Window,
  jobs: JobDeps,
): Promise<TemplatePreview> {
  try {
    const { file, expansion } = await expandSource(input, jobs, checkJobParameters)
    const verdict = await verdictOf(file, expansion, librariesFor(input, jobs), jobs)
    return previewOf(file, expansion, window, verdict)
  } catch (error) {
    if (!(error instanceof BurstError) || error.exit !== 'usage') throw error
    return faulty(input.template, error.problems)
  }
}

function previewOf(
  file: string,
  expansion: Expansion,
  { offset, limit }: Window,
  { warnings, problems, places }: Verdict,
): TemplatePreview {
  const { name, combinations, count, pools, parameters } = expansion
  return {
    path: file,
    name,
    combinations: exact(combinations),
    count: exact(count),
    problems,
    warnings,
    variations: [...pools].map(([pool, values]) => ({ name: pool, values: values.length })),
    parameters: { ...parameters },
    places,
    offset,
    prompts: [...Iterator.from(expansion.prompts(offset)).take(limit)].map(promptView),
  }
}

/** What a burst would say of it before anything is rented. */
async function verdictOf(
  file: string,
  expansion: Expansion,
  libraries: readonly string[],
  jobs: JobDeps,
): Promise<Verdict> {
  try {
    const job = await templateJob(file, expansion, { jobId: 'preview', checkpoint: jobs.checkpoint(), libraries })
    const workflow = await templateWorkflow(file, expansion, { libraries })
    return { warnings: [...job.warnings], problems: [], places: workflow ? placesOf(workflow.usable) : [] }
  } catch (error) {
    if (!(error instanceof BurstError)) throw error
    // Too many for one burst is no fault of the template: some of them can be made.
    const [tooMany, problems] = partition(error.problems, ({ code }) => code === 'too-many-prompts')
    return { warnings: [...expansion.warnings, ...tooMany], problems, places: [] }
  }
}

function partition<T>(values: readonly T[], belongs: (value: T) => boolean): [T[], T[]] {
  return [values.filter(belongs), values.filter(value => !belongs(value))]
}

function faulty(template: string, problems: readonly Problem[]): TemplatePreview {
  return {
    path: template,
    name: path.basename(template).replace(/(?:\.prompt)?\.ya?ml$/, ''),
    combinations: null,
    count: null,
    problems: [...problems],
    warnings: [],
    variations: [],
    parameters: {},
    places: [],
    offset: 0,
    prompts: [],
  }
}
