import { didYouMean, problemAt, type Findings } from './findings.ts'
import type { Imports } from './imports.ts'
import { usedNames, type Placeholder } from './placeholders.ts'
import { poolOf } from './imports.ts'
import type { Pool } from './pools.ts'
import type { Random } from './random.ts'
import { decidingSelectors, select, type Selectors } from './selectors.ts'
import type { ChosenImports } from './themes.ts'
import type { Written } from './written.ts'

/** One used name: the values it takes and how it is varied. */
export type Axis = {
  readonly name: string
  /** All values of its import, after fixing. */
  readonly pool: Pool
  /** What the selectors leave of them. */
  readonly entries: Pool
  readonly weight: number
  /** As they were read, and whether they found none of the values. */
  readonly selectors: Selectors
  readonly foundNothing: boolean
}

/** The used names with their values, in order of first appearance; names that nothing provides are reported together. */
export function readAxes(
  placeholders: readonly Placeholder[],
  imports: Imports,
  pools: ReadonlyMap<string, Pool>,
  chosen: ChosenImports,
  random: Random,
  written: Written,
  findings: Findings,
): Axis[] {
  const used = usedNames(placeholders)
  if (imports.complete)
    reportUnresolved(
      used.filter(name => !pools.has(name) && !chosen.removed.has(name) && !imports.failed.has(name)),
      pools,
      chosen,
      written,
      findings,
    )
  return used.flatMap(name => {
    const pool = pools.get(name)
    if (!pool) return []
    const selectors = decidingSelectors(name, placeholders)
    const { entries, foundNothing } = select(pool, selectors, random)
    return [{ name, pool, entries, weight: selectors.weight, selectors, foundNothing }]
  })
}

/** The pools by name, in the order of the imports. */
export function poolsOf(imports: Imports): Map<string, Pool> {
  return new Map([...imports.byName].map(([name, imported]) => [name, poolOf(imported)]))
}

function reportUnresolved(
  names: readonly string[],
  pools: ReadonlyMap<string, Pool>,
  { dropped, theme }: ChosenImports,
  written: Written,
  findings: Findings,
): void {
  if (names.length === 0) return
  const subjects = names.toSorted()
  const gone = subjects.filter(name => dropped.some(entry => entry.name === name))
  const hints =
    gone.length > 0
      ? ` The theme ${theme?.shown} takes the place of all inherited imports and does not name ${gone.join(', ')}.`
      : subjects.map(name => didYouMean(name, pools.keys())).join('')
  findings.problems.push(
    problemAt(
      written.placeholder(names[0] ?? ''),
      'unresolved-placeholders',
      `No import provides ${subjects.map(name => `{${name}}`).join(', ')}.${hints}`,
      gone.length > 0
        ? 'Name each in the theme, or under `imports` of the prompt itself.'
        : 'Import each under `imports`, or correct its spelling.',
      { subjects },
    ),
  )
}
