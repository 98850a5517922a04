import { didYouMean, problemAt, type Findings, type Spot } from './findings.ts'
import type { Imports } from './imports.ts'
import { usedNames, type Placeholder } from './placeholders.ts'
import { poolOf } from './imports.ts'
import type { Pool } from './pools.ts'
import type { Random } from './random.ts'
import { decidingSelectors, select, type Selectors } from './selectors.ts'

/** One used name: the values it takes and how it is varied. */
export type Axis = {
  readonly name: string
  /** All values of its import, after fixing. */
  readonly pool: Pool
  /** What the selectors leave of them. */
  readonly entries: Pool
  readonly weight: number
}

/** The used names with their values, in order of first appearance; names that nothing provides are reported together. */
export function readAxes(
  placeholders: readonly Placeholder[],
  imports: Imports,
  pools: ReadonlyMap<string, Pool>,
  removed: ReadonlySet<string>,
  random: Random,
  spot: Spot,
  findings: Findings,
): Axis[] {
  const used = usedNames(placeholders)
  reportUnresolved(
    used.filter(name => !pools.has(name) && !removed.has(name) && !imports.failed.has(name)),
    pools,
    spot,
    findings,
  )
  return used.flatMap(name => {
    const pool = pools.get(name)
    if (!pool) return []
    const selectors = decidingSelectors(name, placeholders)
    const { entries, foundNothing } = select(pool, selectors, random)
    warnOfSelectors(name, selectors, foundNothing, pool, spot, findings)
    return [{ name, pool, entries, weight: selectors.weight }]
  })
}

/** The pools by name, in the order of the imports. */
export function poolsOf(imports: Imports): Map<string, Pool> {
  return new Map([...imports.byName].map(([name, imported]) => [name, poolOf(imported)]))
}

function reportUnresolved(
  names: readonly string[],
  pools: ReadonlyMap<string, Pool>,
  spot: Spot,
  findings: Findings,
): void {
  if (names.length === 0) return
  const subjects = names.toSorted()
  const hints = subjects.map(name => didYouMean(name, pools.keys())).join('')
  findings.problems.push(
    problemAt(
      spot,
      'unresolved-placeholders',
      `No import provides ${subjects.map(name => `{${name}}`).join(', ')}.${hints}`,
      'Import each under `imports`, or correct its spelling.',
      { subjects },
    ),
  )
}

function warnOfSelectors(
  name: string,
  selectors: Selectors,
  foundNothing: boolean,
  pool: Pool,
  spot: Spot,
  findings: Findings,
): void {
  for (const piece of selectors.ignored)
    findings.warnings.push(
      problemAt(
        spot,
        'selector-ignored',
        `The selector [${piece}] of {${name}} means nothing, so all ${pool.length} values are used.`,
        pool.some(({ key }) => key === piece)
          ? `Write [${piece},] to choose this one key: a single key counts only if it begins with a capital letter.`
          : 'Write keys with a comma, indexes as [#0,2] or [#0-2], a number to draw as [3].',
        { subjects: [name] },
      ),
    )
  if (foundNothing)
    findings.warnings.push(
      problemAt(
        spot,
        'selector-found-nothing',
        `The selectors of {${name}} find none of its values, so all ${pool.length} are used.`,
        'Correct the keys or indexes; indexes count from 0, and case matters.',
        { subjects: [name] },
      ),
    )
}
