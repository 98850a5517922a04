import { problemAt, type Findings } from './findings.ts'
import type { ExpandOptions } from './expansion.ts'
import { parseFixed, type FixedValue } from './fixed-values.ts'
import { drawSeed } from './random.ts'
import { parseSeedList } from './seeds.ts'
import { DEFAULT_STYLE, type ThemeChoice } from './themes.ts'

/** The options after reading; null means not asked for. */
export type CheckedOptions = ThemeChoice & {
  readonly count: number | null
  readonly seed: number | null
  readonly seeds: readonly number[] | null
  readonly fixed: readonly FixedValue[]
  readonly style: string
  readonly sessionName: string | undefined
  /** Start of everything drawn; null lets it follow from the template. */
  readonly randomSeed: number | null
}

/** Reads the options and reports those that make no sense. */
export function checkOptions(options: ExpandOptions, findings: Findings): CheckedOptions {
  const report = (code: string, message: string, remedy: string) =>
    findings.problems.push(problemAt(null, code, message, remedy))
  const { count, seed, seeds, theme, themeFile } = options
  if (count !== undefined && (!Number.isSafeInteger(count) || count < 1))
    report('count-not-positive', `-n ${count} is no number of pictures.`, 'Ask for at least 1 with -n.')
  if (seed !== undefined && (!Number.isSafeInteger(seed) || seed < -1))
    report('seed-out-of-range', `--seed ${seed} is no seed.`, 'Use a whole number from 0, or -1 for a random one.')
  if (theme !== undefined && themeFile !== undefined)
    report('theme-and-theme-file', '--theme and --theme-file exclude each other.', 'Leave one of them away.')
  const list = seeds === undefined ? null : parseSeedList(seeds)
  if (seeds !== undefined && list === null)
    report('seeds-format', `--seeds ${seeds} is no list of seeds.`, 'Write 1,2,3 or 5-9 or count#start, as in 4#500.')
  return {
    count: count ?? null,
    seed: seed ?? null,
    seeds: list,
    fixed: parseFixed(options.fixed ?? [], findings),
    theme,
    themeFile,
    style: options.style ?? DEFAULT_STYLE,
    sessionName: options.sessionName,
    randomSeed: options.random ? drawSeed(options.random) : null,
  }
}
