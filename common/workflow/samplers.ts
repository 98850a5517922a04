import { BurstError, type Problem } from '../errors.ts'
import { didYouMean } from '../templates/findings.ts'
import {
  A1111_SAMPLERS,
  A1111_SCHEDULERS,
  COMFYUI_SAMPLERS,
  COMFYUI_SCHEDULERS,
  UNMADE_SCHEDULERS,
  type KnownSampler,
} from './sampler-names.ts'

export type SamplerChoice = {
  /** As ComfyUI's KSampler takes them. */
  readonly sampler_name: string
  readonly scheduler: string
  /** False where ComfyUI has only something near to what was asked for. */
  readonly exact: boolean
}

const AUTOMATIC = 'automatic'

const SAMPLERS = samplersByName()
const SCHEDULERS = schedulersByName()

/**
 * The sampler and scheduler that somebody means, written as A1111 or as ComfyUI writes them, in any case.
 *
 * Old names carry the scheduler in them (`DPM++ 2M Karras`, `dpmpp_2m_karras`); one that is given beside such a name
 * wins, unless it is `Automatic`. BurstError of kind `usage`: `unknown-sampler`, `unknown-scheduler`.
 */
export function samplerOf(sampler: string, scheduler: string): SamplerChoice {
  const { known, suffix } = samplerNamed(sampler)
  const asked = plain(scheduler)
  const chosen = asked === AUTOMATIC || asked === '' ? (suffix ?? known.auto) : schedulerNamed(scheduler)
  return { sampler_name: known.sampler_name, scheduler: chosen, exact: known.exact }
}

/** What a person should know before a choice that is not exact is paid for. */
export function samplerWarnings(sampler: string, choice: SamplerChoice): Problem[] {
  if (choice.exact) return []
  return [
    {
      code: 'sampler-not-exact',
      message: `ComfyUI has nothing exactly like the sampler ${sampler}: ${choice.sampler_name} with ${choice.scheduler} is used.`,
      remedy: 'Accept pictures that differ a little, or name another sampler.',
    },
  ]
}

function samplerNamed(name: string): { known: KnownSampler; suffix: string | null } {
  const wanted = plain(name)
  const known = SAMPLERS.get(wanted)
  if (known) return { known, suffix: null }
  for (const [ending, scheduler] of SCHEDULERS) {
    const base = wanted.endsWith(` ${ending}`) ? SAMPLERS.get(wanted.slice(0, -ending.length - 1)) : undefined
    if (base) return { known: base, suffix: scheduler }
  }
  throw unknownName('sampler', name, [...Object.keys(A1111_SAMPLERS), ...COMFYUI_SAMPLERS])
}

function schedulerNamed(name: string): string {
  const known = SCHEDULERS.get(plain(name))
  if (known !== undefined) return known
  if (UNMADE_SCHEDULERS.some(unmade => plain(unmade) === plain(name)))
    throw new BurstError('usage', [
      {
        code: 'unknown-scheduler',
        message: `The scheduler ${name} cannot be made yet.`,
        remedy: 'Use Karras, or Automatic for what fits the sampler.',
      },
    ])
  throw unknownName('scheduler', name, [...Object.keys(A1111_SCHEDULERS), ...COMFYUI_SCHEDULERS])
}

function unknownName(kind: 'sampler' | 'scheduler', name: string, known: readonly string[]): BurstError {
  return new BurstError('usage', [
    {
      code: `unknown-${kind}`,
      message: `There is no ${kind} ${name}.${didYouMean(name, known)}`,
      remedy: `Use one of: ${known.join(', ')}.`,
      details: { subjects: [`parameters.${kind}`] },
    },
  ])
}

function samplersByName(): ReadonlyMap<string, KnownSampler> {
  const labels = Object.values(A1111_SAMPLERS)
  // Of ComfyUI's own names A1111's choice for the same sampler is the best guess at what `Automatic` should mean.
  const own = COMFYUI_SAMPLERS.map(sampler_name => {
    const auto = labels.find(label => label.exact && label.sampler_name === sampler_name)?.auto ?? 'normal'
    return [plain(sampler_name), { sampler_name, auto, exact: true }] as const
  })
  // ComfyUI's names come later: what it calls `lcm` is exactly that.
  return new Map([...Object.entries(A1111_SAMPLERS).map(([label, known]) => [plain(label), known] as const), ...own])
}

/** Longer names first: they may end with a shorter one. */
function schedulersByName(): ReadonlyMap<string, string> {
  const all = [
    ...COMFYUI_SCHEDULERS.map(name => [plain(name), name] as const),
    ...Object.entries(A1111_SCHEDULERS).map(([label, name]) => [plain(label), name] as const),
    ['sgmuniform', 'sgm_uniform'] as const,
  ]
  return new Map(all.toSorted(([a], [b]) => b.length - a.length))
}

/** Names differ in case and in what stands between their words. */
function plain(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[\s_-]+/g, ' ')
    .trim()
}
