import { didYouMean, problemAt, type Findings } from './findings.ts'
import type { Pool } from './pools.ts'
import { strip } from './python-text.ts'

export type FixedValue = { readonly name: string; readonly key: string }

/** `Name=Key` or sdgen's `Name:key|Name2:key2`: cut at `|`, then at the first `=` or `:`. */
export function parseFixed(texts: readonly string[], findings: Findings): FixedValue[] {
  const pieces = texts
    .flatMap(text => text.split('|'))
    .map(strip)
    .filter(piece => piece !== '')
  return pieces.flatMap(piece => {
    const cut = piece.search(/[:=]/u)
    if (cut >= 0) return [{ name: strip(piece.slice(0, cut)), key: strip(piece.slice(cut + 1)) }]
    findings.problems.push(
      problemAt(null, 'fixed-format', `--fix ${piece} names no value.`, 'Write it as --fix Name=Key.', {
        subjects: [piece],
      }),
    )
    return []
  })
}

/** Cuts the pools of fixed names to the one value. A name without pool is ignored, but warned of. */
export function applyFixed(
  pools: ReadonlyMap<string, Pool>,
  fixed: readonly FixedValue[],
  findings: Findings,
): Map<string, Pool> {
  const cut = new Map(pools)
  for (const { name, key } of fixed) {
    const pool = cut.get(name)
    const entries = pool?.filter(entry => entry.key === key) ?? []
    if (pool === undefined) findings.warnings.push(unknownName(name, pools))
    else if (entries.length > 0) cut.set(name, entries)
    else findings.problems.push(unknownKey(name, key, pool))
  }
  return cut
}

function unknownName(name: string, pools: ReadonlyMap<string, Pool>) {
  return problemAt(
    null,
    'fixed-name-unknown',
    `Nothing is imported as ${name}, so fixing it changes nothing.${didYouMean(name, pools.keys())}`,
    'Correct the name, or leave it away.',
    { subjects: [name] },
  )
}

function unknownKey(name: string, key: string, pool: Pool) {
  const keys = pool.map(entry => entry.key)
  const some = keys.length > 12 ? `${keys.slice(0, 12).join(', ')}, …` : keys.join(', ')
  return problemAt(
    null,
    'fixed-key-not-found',
    `${name} has no value with the key ${key}.${didYouMean(key, keys)}`,
    `Its keys are ${some}.`,
    { subjects: [name, key] },
  )
}
