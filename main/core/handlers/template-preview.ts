import path from 'node:path'
import type { CallInput, TemplatePreview } from '../../../common/contract.ts'
import { BurstError, type Problem } from '../../../common/errors.ts'
import type { Expansion } from '../../../common/templates/expansion.ts'
import { exact } from '../../../common/templates/effect.ts'
import { checkJobParameters, jobOf } from '../../../common/templates/to-job.ts'
import { expandSource, type JobDeps } from '../jobs/load-job.ts'
import { promptView } from './prompt-view.ts'

type Window = { readonly offset: number; readonly limit: number }

/** A template as far as it can be read: its faults are part of the answer, so that a page can show them in place. */
export async function previewTemplate(
  input: CallInput<'templates.expand'>,
  window: Window,
  jobs: JobDeps,
): Promise<TemplatePreview> {
  try {
    const { file, expansion } = await expandSource(input, jobs, checkJobParameters)
    return previewOf(file, expansion, window, jobs)
  } catch (error) {
    if (!(error instanceof BurstError) || error.exit !== 'usage') throw error
    return faulty(input.template, error.problems)
  }
}

function previewOf(file: string, expansion: Expansion, { offset, limit }: Window, jobs: JobDeps): TemplatePreview {
  const { name, combinations, count, pools, parameters } = expansion
  const { warnings, problems } = verdictOf(expansion, jobs)
  return {
    path: file,
    name,
    combinations: exact(combinations),
    count: exact(count),
    problems,
    warnings,
    variations: [...pools].map(([pool, values]) => ({ name: pool, values: values.length })),
    parameters: { ...parameters },
    offset,
    prompts: [...Iterator.from(expansion.prompts(offset)).take(limit)].map(promptView),
  }
}

/** What a burst would say of it before anything is rented. */
function verdictOf(expansion: Expansion, jobs: JobDeps): { warnings: Problem[]; problems: Problem[] } {
  try {
    const job = jobOf(expansion, { jobId: 'preview', checkpoint: jobs.checkpoint() })
    return { warnings: [...job.warnings], problems: [] }
  } catch (error) {
    if (!(error instanceof BurstError)) throw error
    // Too many for one burst is no fault of the template: some of them can be made.
    const [tooMany, problems] = partition(error.problems, ({ code }) => code === 'too-many-prompts')
    return { warnings: [...expansion.warnings, ...tooMany], problems }
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
    offset: 0,
    prompts: [],
  }
}
