import { parseInteger, strip } from './python-text.ts'
import type { Placeholder } from './placeholders.ts'
import type { PoolEntry } from './pools.ts'
import { sample, type Random } from './random.ts'

/** Both ends included; a single index has equal ends. */
type IndexRange = { readonly from: number; readonly to: number }

/** What stands in the square brackets of a placeholder. */
export type Selectors = {
  readonly indexes: readonly IndexRange[] | null
  readonly keys: readonly string[] | null
  readonly limit: number | null
  readonly weight: number
  /** Pieces that mean nothing, and so select nothing. */
  readonly ignored: readonly string[]
}

const NONE: Selectors = { indexes: null, keys: null, limit: null, weight: 1, ignored: [] }
const DIGITS = /^[0-9]+$/
const UPPER_CASE_FIRST = /^\p{Lu}/u

/** Reads selectors; a later piece of a kind replaces an earlier one, and a piece that cannot be read is ignored. */
export function parseSelectors(text: string | null): Selectors {
  if (text === null) return NONE
  return text
    .split(';')
    .map(strip)
    .filter(piece => piece !== '')
    .reduce((selectors, piece) => withPiece(selectors, piece), NONE)
}

function withPiece(selectors: Selectors, piece: string): Selectors {
  const ignored = { ...selectors, ignored: [...selectors.ignored, piece] }
  if (piece.startsWith('$')) {
    const weight = parseInteger(piece.slice(1))
    return weight === null ? ignored : { ...selectors, weight }
  }
  if (piece.startsWith('#')) {
    const indexes =
      piece.includes('-') && !piece.includes(',') ? parseRange(piece.slice(1)) : parseIndexes(piece.slice(1))
    return indexes === null ? ignored : { ...selectors, indexes }
  }
  if (DIGITS.test(piece)) return { ...selectors, limit: Number(piece) }
  if (piece.includes(',') || UPPER_CASE_FIRST.test(piece)) return { ...selectors, keys: piece.split(',').map(strip) }
  return ignored
}

function parseRange(text: string): IndexRange[] | null {
  const cut = text.indexOf('-')
  const from = parseInteger(text.slice(0, cut))
  const to = parseInteger(text.slice(cut + 1))
  return from === null || to === null || from > to ? null : [{ from, to }]
}

function parseIndexes(text: string): IndexRange[] | null {
  const indexes = text.split(',').map(parseInteger)
  const known = indexes.filter(index => index !== null)
  return known.length === indexes.length ? known.map(index => ({ from: index, to: index })) : null
}

/**
 * The selectors that count for a name.
 *
 * Of several occurrences the last one decides: the values by the last without a part, the weight by the last of all
 * (where a part stands, it is 1).
 */
export function decidingSelectors(name: string, placeholders: readonly Placeholder[]): Selectors {
  const own = placeholders.filter(placeholder => placeholder.name === name)
  const values = parseSelectors(own.findLast(({ part }) => part === null)?.selectors ?? null)
  const last = own.at(-1)
  return { ...values, weight: last?.part === null ? parseSelectors(last.selectors).weight : 1 }
}

export type Selection = {
  readonly entries: readonly PoolEntry[]
  /** Something was asked for that the pool does not have, and so the whole pool stands. */
  readonly foundNothing: boolean
}

/** The values of a pool that the selectors leave, in the order they give. */
export function select(pool: readonly PoolEntry[], selectors: Selectors, random: Random): Selection {
  const { indexes, keys, limit } = selectors
  if (indexes !== null) return orWhole(pool, atIndexes(pool, indexes))
  if (keys !== null) return orWhole(pool, atKeys(pool, keys))
  const entries = limit === null || limit >= pool.length ? pool : sample(pool, limit, random)
  return { entries, foundNothing: false }
}

function orWhole(pool: readonly PoolEntry[], entries: readonly PoolEntry[]): Selection {
  return entries.length > 0 ? { entries, foundNothing: false } : { entries: pool, foundNothing: true }
}

function atIndexes(pool: readonly PoolEntry[], ranges: readonly IndexRange[]): PoolEntry[] {
  return ranges.flatMap(({ from, to }) => (from < 0 && to < 0 ? [] : pool.slice(Math.max(0, from), to + 1)))
}

function atKeys(pool: readonly PoolEntry[], keys: readonly string[]): PoolEntry[] {
  const byKey = new Map(pool.map(entry => [entry.key, entry]))
  return keys.map(key => byKey.get(key)).filter(entry => entry !== undefined)
}
