import type { JobSettings, PromptItem } from '../job/job.ts'
import { placeOf, type ItemList } from './items.ts'
import type { SessionSource } from './session-source.ts'
import type { BurstState } from './state.ts'

export type ManifestStatus = 'ongoing' | 'completed' | 'aborted'

export type ManifestInput = {
  readonly source: SessionSource
  readonly job: JobSettings
  /** When the burst began, as its manifest shows it. */
  readonly timestamp: string
  readonly status: ManifestStatus
  /** Where each item stands: those that are home are listed. */
  readonly list: ItemList
  /** All items in order; asked for twice, so that they are never in memory together. */
  readonly items: () => Iterable<{ readonly item: number; readonly spec: PromptItem }>
}

/**
 * The session's `manifest.json` in sdgen's shape, piece by piece: UTF-8, indented by two, field names as published.
 *
 * The same input gives the same text.
 */
export function* manifestPieces(input: ManifestInput): Generator<string> {
  yield `{\n  "snapshot": ${indented(snapshotOf(input), 2)},\n  "images": [`
  let isFirst = true
  for (const { item, spec } of input.items()) {
    if (!isHome(input.list, item)) continue
    yield `${isFirst ? '' : ','}\n    ${indented(imageOf(spec), 4)}`
    isFirst = false
  }
  yield `${isFirst ? '' : '\n  '}],\n  "status": ${JSON.stringify(input.status)}\n}\n`
}

/** The manifest's status at the end: `completed` also when pictures failed, `aborted` when the work was not done. */
export function manifestStatusOf(
  outcome: NonNullable<BurstState['ended']>['outcome'],
  remaining: number,
): ManifestStatus {
  if (outcome === 'completed' || outcome === 'finished') return 'completed'
  return outcome === 'incomplete' && remaining === 0 ? 'completed' : 'aborted'
}

/** Local time without a zone, as sdgen writes it. */
export function manifestTimestamp(at: Date): string {
  const day = `${pad(at.getFullYear(), 4)}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`
  const time = `${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`
  return `${day}T${time}.${pad(at.getMilliseconds(), 3)}000`
}

function snapshotOf({ source, job, timestamp, list, items }: ManifestInput) {
  const { generation } = source
  return {
    version: '2.0',
    timestamp,
    runtime_info: { sd_model_checkpoint: job.config.checkpoint },
    resolved_template: source.resolvedTemplate,
    generation_params: {
      mode: generation.mode,
      seed_mode: generation.seedMode,
      base_seed: generation.baseSeed,
      num_images: list.length,
      total_combinations: generation.combinations,
      ...(generation.seedList ? { seed_list: generation.seedList } : {}),
    },
    api_params: source.parameters,
    variations: variationsOf(source, items()),
    fixed_placeholders: source.fixed,
    theme_name: source.theme,
    style: source.style,
  }
}

type Variation = { available: readonly unknown[]; used: unknown[]; count: number }

/** What each name could become and what it became, in order of first use. */
function variationsOf(
  source: SessionSource,
  items: Iterable<{ readonly spec: PromptItem }>,
): Record<string, Variation> {
  const used = new Map<string, Map<string, unknown>>(Object.keys(source.available).map(name => [name, new Map()]))
  for (const { spec } of items)
    for (const [name, value] of Object.entries(spec.variations)) {
      const values = used.get(name) ?? new Map<string, unknown>()
      values.set(JSON.stringify(value), value)
      used.set(name, values)
    }
  return Object.fromEntries([...used].map(([name, values]) => [name, variationOf([...values.values()], source, name)]))
}

function variationOf(used: unknown[], source: SessionSource, name: string): Variation {
  const available = Object.hasOwn(source.available, name) ? (source.available[name] ?? used) : used
  return { available, used, count: available.length }
}

function imageOf({ filename, seed, prompt, negative_prompt, variations }: PromptItem) {
  return { filename, seed, prompt, negative_prompt, applied_variations: variations }
}

function isHome(list: ItemList, item: number): boolean {
  const { kind } = placeOf(list, item)
  return kind === 'verified' || kind === 'released'
}

function indented(value: unknown, depth: number): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${' '.repeat(depth)}`)
}

function pad(value: number, length = 2): string {
  return String(value).padStart(length, '0')
}
