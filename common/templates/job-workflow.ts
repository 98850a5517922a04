import { z } from 'zod'
import type { Generation, OwnWorkflow } from '../job/job.ts'
import type { Problem } from '../errors.ts'
import { valueAt } from '../workflow/own/find-places.ts'
import { engineOf, type AskedPlaces, type UsableWorkflow } from '../workflow/own/own-workflow.ts'
import { PLACE_NAMES, type PlaceName } from '../workflow/own/place-names.ts'
import { samplerOf } from '../workflow/samplers.ts'
import { newFindings, problemAt, type Findings } from './findings.ts'
import { read, type Asked } from './job-parameters.ts'

const placeText = z.string().min(1).max(400)
const AskedBind = z.partialRecord(z.enum(PLACE_NAMES), z.union([placeText, z.array(placeText).max(50)]))
const AskedWorkflow = z.union([
  z.string().min(1).max(4000),
  z.strictObject({ file: z.string().min(1).max(4000), bind: AskedBind.optional() }),
])

/** The workflow that a template names: its file, and what is said of its places; null for Burst's own graph. */
export function workflowAsked(asked: Asked): { readonly file: string; readonly bind: AskedPlaces | null } | null {
  const found = read(asked, 'workflow', AskedWorkflow, newFindings())
  if (found === null) return null
  return typeof found === 'string' ? { file: found, bind: null } : { file: found.file, bind: found.bind ?? null }
}

/** A workflow that was read for a template. */
export type TemplateWorkflow = {
  readonly usable: UsableWorkflow
  /** By node: the picture of this computer, absolute. */
  readonly files: ReadonlyMap<string, string>
  /** The template says where its places are, so somebody looked at them. */
  readonly isConfirmed: boolean
  /** What stands in the way, beside what the workflow itself has. */
  readonly problems: readonly Problem[]
}

/** What a workflow itself says, as far as it is a setting of the job; the template's own words win. */
export function settingsOf({ usable }: TemplateWorkflow): Partial<Record<PlaceName, unknown>> {
  return Object.fromEntries(
    PLACE_NAMES.flatMap(name => {
      const [first] = usable.places[name] ?? []
      return first === undefined ? [] : [[name, valueAt(usable.graph, first)]]
    }),
  )
}

const IGNORED = ['upscaler', 'enable_hr', 'adetailer', 'controlnet', 'vae', 'clip_skip'] as const
const PLACED = ['width', 'height', 'steps', 'cfg_scale', 'sampler', 'scheduler', 'checkpoint'] as const

/** The engine of the job: with what the template says in its places. What it says in vain is warned of. */
export function workflowOf(
  asked: Asked,
  workflow: TemplateWorkflow,
  generation: Generation,
  findings: Findings,
): OwnWorkflow {
  const { usable, files } = workflow
  const spot = asked.parameterSpots.get('workflow') ?? null
  const subjects = { subjects: ['parameters.workflow'] }
  for (const { code, message, remedy } of [...usable.problems, ...workflow.problems])
    findings.problems.push(problemAt(spot, code, message, remedy, subjects))
  for (const key of [...PLACED, ...IGNORED])
    if (isSaid(asked, key) && !hasPlace(usable, key)) warnOfVain(asked, key, findings)
  if (!workflow.isConfirmed && usable.problems.length === 0) findings.warnings.push(placesFound(usable, spot, subjects))
  return engineOf(usable, settingsSaid(asked, generation), files)
}

const isSaid = ({ parameters }: Asked, key: string) => Object.hasOwn(parameters, key) && parameters[key] !== null

function hasPlace({ places }: UsableWorkflow, key: (typeof PLACED | typeof IGNORED)[number]): boolean {
  const place = PLACED.find(name => name === key)
  return place !== undefined && (places[place] ?? []).length > 0
}

function settingsSaid(asked: Asked, generation: Generation): Partial<Record<PlaceName, string | number>> {
  const { width, height, steps, cfg_scale, batch_size } = generation
  const said = (key: string, value: string | number) => (isSaid(asked, key) ? { [key]: value } : {})
  const isSampled = isSaid(asked, 'sampler') || isSaid(asked, 'scheduler')
  const choice = isSampled ? samplerOf(generation.sampler, generation.scheduler) : null
  return {
    ...said('width', width),
    ...said('height', height),
    ...said('steps', steps),
    ...said('cfg_scale', cfg_scale),
    ...(isSaid(asked, 'batch_size') ? { batch: batch_size } : {}),
    ...(choice === null ? {} : { sampler: choice.sampler_name, scheduler: choice.scheduler }),
  }
}

function warnOfVain(asked: Asked, key: string, findings: Findings): void {
  findings.warnings.push(
    problemAt(
      asked.parameterSpots.get(key) ?? null,
      'workflow-ignores',
      `\`parameters.${key}\` has no place in the workflow, and changes nothing.`,
      'Take it out, or change the workflow.',
      { subjects: [`parameters.${key}`] },
    ),
  )
}

/** What matters most; the settings beside them are shown in full elsewhere. */
const TOLD = ['prompt', 'negative', 'seed', 'checkpoint'] as const

/** Where values go is shown before anything is rented: somebody may know better. */
function placesFound(
  { places }: UsableWorkflow,
  spot: Parameters<typeof problemAt>[0],
  subjects: { subjects: string[] },
): Problem {
  const named = TOLD.flatMap(name => {
    const list = places[name] ?? []
    return list.length === 0 ? [] : [`${name} ${list.map(place => place.join('.')).join(' and ')}`]
  })
  const message = `The workflow's places were found by its links: ${named.join(', ')}.`
  const remedy =
    'Look whether they are right (`burst workflow FILE` shows all). Where one is not, write it under `workflow.bind`; `bind: {}` says that they are.'
  return problemAt(spot, 'workflow-places', message, remedy, subjects)
}
