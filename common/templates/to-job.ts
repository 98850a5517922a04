import { z } from 'zod'
import type { Problem } from '../errors.ts'
import { MAX_ITEMS } from '../job/limits.ts'
import { Generation, Lora, type JobConfig, type JobSettings, type PromptItem, type Upscaler } from '../job/job.ts'
import { parametersOf, parameterSpotsOf } from './expand.ts'
import type { Expansion } from './expansion.ts'
import { newFindings, problemAt, throwProblems, type Findings } from './findings.ts'
import type { MergedTemplate } from './inherit.ts'
import { read, warnOfUnmade, type Asked } from './job-parameters.ts'
import { settingsOf, workflowOf, type TemplateWorkflow } from './job-workflow.ts'
import { clipSkipOf, controlUnitsOf, detailersOf, hiresOf, vaeOf } from './job-passes.ts'
import { drawSeed, seededRandom, type Random } from './random.ts'
import { SERVER_CHOOSES } from './seeds.ts'

export type JobOptions = {
  readonly jobId: string
  /** Used where the template names none. */
  readonly checkpoint: string
  /** Of the template, with `/`: where the paths of its pictures start. */
  readonly folder?: string
  /** The workflow that the template names, read. */
  readonly workflow?: TemplateWorkflow | undefined
  /** Numbers in [0, 1), drawn from once: the seeds that the template leaves open follow from it. */
  readonly random?: Random | undefined
}

export type TemplateJob = {
  readonly settings: JobSettings
  /** In order, one at a time; may be called again and gives the same. */
  readonly items: () => Iterable<PromptItem>
  readonly warnings: readonly Problem[]
}

/** What the WebUI takes where a template says nothing; sampler and scheduler by the names it uses. */
const DEFAULTS: Generation = {
  width: 512,
  height: 512,
  steps: 20,
  cfg_scale: 7,
  sampler: 'Euler a',
  scheduler: 'automatic',
  batch_size: 1,
}

const Checkpoint = z.string().min(1).max(400)
const AskedUpscaler = z.strictObject({ model: z.string().min(1).max(400), scale: z.number().min(1).max(16).default(2) })
const AskedLora = z.strictObject({ name: Lora.shape.name, strength: Lora.shape.strength.default(1) })
const NO_UPSCALER: Upscaler = { enabled: false, model: '', scale: 1 }

/**
 * Turns an expansion into a job: its parameters into settings, its prompts into items.
 *
 * Throws a BurstError of kind `usage` that names each parameter which is out of range, with its place in the template,
 * and where there are no prompts or too many.
 */
export function jobOf(expansion: Expansion, options: JobOptions): TemplateJob {
  const findings = newFindings()
  const config = configOf(expansion, options, findings)
  checkCount(expansion, findings)
  checkSeeds(expansion, findings)
  throwProblems(findings)
  warnOfRepeats(expansion, findings)
  const randomSeed = drawSeed(options.random ?? Math.random)
  return {
    settings: { version: '1.0', job_id: options.jobId, config },
    items: () => itemsOf(expansion, seededRandom(randomSeed)),
    warnings: [...expansion.warnings, ...findings.warnings],
  }
}

function* itemsOf(expansion: Expansion, random: Random): Generator<PromptItem> {
  for (const prompt of expansion.prompts()) {
    yield {
      id: itemId(prompt.index),
      prompt: prompt.prompt,
      negative_prompt: prompt.negativePrompt,
      // A picture can be made again only if its seed is known, so one that is left open is drawn here.
      seed: prompt.seed === SERVER_CHOOSES ? drawSeed(random) : prompt.seed,
      filename: prompt.filename,
      variations: { ...prompt.variations },
    }
  }
}

/** `p0000`, `p0001`, …: the id of item `index`. */
export const itemId = (index: number): string => `p${String(index).padStart(4, '0')}`

/** Reports each parameter that is out of range, beside what else is wrong with the template. */
export function checkJobParameters(template: MergedTemplate, findings: Findings): void {
  const asked = { parameters: parametersOf(template), parameterSpots: parameterSpotsOf(template) }
  configOf(asked, { checkpoint: '' }, findings)
}

function configOf(
  expansion: Asked,
  { checkpoint, folder = '', workflow }: Pick<JobOptions, 'checkpoint' | 'folder' | 'workflow'>,
  findings: Findings,
): JobConfig {
  const loras = read(expansion, 'loras', z.array(AskedLora).max(64), findings) ?? []
  const upscaler = read(expansion, 'upscaler', AskedUpscaler, findings)
  const named = read(expansion, 'checkpoint', Checkpoint, findings)
  if (workflow) {
    const { checkpoint: own, ...said } = settingsOf(workflow)
    const generation = generationOf(expansion, findings, { ...said, batch_size: said.batch })
    return {
      checkpoint: named ?? (typeof own === 'string' && own !== '' ? own : checkpoint),
      loras,
      generation,
      upscaler: NO_UPSCALER,
      workflow: workflowOf(expansion, workflow, generation, findings),
    }
  }
  return {
    checkpoint: named ?? checkpoint,
    loras,
    generation: generationOf(expansion, findings),
    upscaler: upscaler === null ? NO_UPSCALER : { enabled: true, ...upscaler },
    ...withoutAbsent({
      vae: vaeOf(expansion, findings),
      clip_skip: clipSkipOf(expansion, findings),
      hires: hiresOf(expansion, findings),
      detailers: detailersOf(expansion, findings),
      controlnet: controlUnitsOf(expansion, folder, findings),
    }),
  }
}

/** A manifest says nothing of what is not asked for. */
function withoutAbsent<T extends object>(fields: T): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** `otherwise`: what holds where the template is silent, as far as it is usable; then the WebUI's defaults. */
function generationOf(
  expansion: Asked,
  findings: Findings,
  otherwise: Readonly<Record<string, unknown>> = {},
): Generation {
  const setting = <T>(key: string, schema: z.ZodType<T>, absent: T): T =>
    read(expansion, key, schema, findings) ?? schema.safeParse(otherwise[key]).data ?? absent
  const { width, height, steps, cfg_scale, sampler, scheduler, batch_size } = Generation.shape
  return {
    width: setting('width', width, DEFAULTS.width),
    height: setting('height', height, DEFAULTS.height),
    steps: setting('steps', steps, DEFAULTS.steps),
    cfg_scale: setting('cfg_scale', cfg_scale, DEFAULTS.cfg_scale),
    sampler: setting('sampler', sampler, DEFAULTS.sampler),
    scheduler: setting('scheduler', scheduler, DEFAULTS.scheduler),
    batch_size: setting('batch_size', batch_size, DEFAULTS.batch_size),
  }
}

function checkCount({ count, name }: Expansion, findings: Findings): void {
  if (count === 0n)
    findings.problems.push(
      problemAt(null, 'no-prompts', `${name} makes no pictures.`, 'Check max_images and that no pool is empty.'),
    )
  if (count > MAX_ITEMS)
    findings.problems.push(
      problemAt(
        null,
        'too-many-prompts',
        `${name} makes ${count} pictures, more than the ${MAX_ITEMS} of one job.`,
        'Set max_images, use selectors, or ask for fewer with -n.',
      ),
    )
}

/** Seeds below −1 mean nothing to any server. They rise, so the first decides unless they are listed. */
function checkSeeds({ generation }: Expansion, findings: Findings): void {
  const lowest = Math.min(generation.seed, ...(generation.seed_list ?? []).slice(0, 1))
  const listed = generation.seed_list?.some(seed => seed < SERVER_CHOOSES) ?? false
  if (listed || (generation.seed_list === null && lowest < SERVER_CHOOSES))
    findings.problems.push(
      problemAt(
        null,
        'seed-out-of-range',
        'A seed below -1 cannot be used.',
        'Use seeds from 0, or -1 for random ones.',
      ),
    )
}

/** The WebUI's other way of asking for more pictures. */
function warnOfRepeats(expansion: Expansion, findings: Findings): void {
  const { n_iter } = expansion.parameters
  if (typeof n_iter === 'number' && n_iter > 1)
    warnOfUnmade(expansion, 'n_iter', 'n_iter', 'Use a seed list for more pictures.', findings)
}
