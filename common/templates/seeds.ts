import { parseInteger, strip } from './python-text.ts'

export const SERVER_CHOOSES = -1

/** A list longer than this is a slip: every combination is run with each of its seeds. */
export const MAX_SEEDS = 1_000_000

/**
 * The seeds of `--seeds`: `count#start`, a list `1,2,3`, a range `5-9` with both ends, or one number.
 *
 * Null for anything else, and for more seeds than a million.
 */
export function parseSeedList(text: string): readonly number[] | null {
  if (text.includes('#')) return countFrom(text)
  if (text.includes(',')) return listed(text)
  // The dash of a range is one that is not the sign of the first number.
  const range = /^(\s*-?[^-]+)-(.*)$/u.exec(text)
  if (range) return fromTo(parseInteger(range[1] ?? ''), parseInteger(range[2] ?? ''))
  const one = parseInteger(text)
  return one === null ? null : [one]
}

function countFrom(text: string): number[] | null {
  const cut = text.indexOf('#')
  const count = parseInteger(text.slice(0, cut))
  const start = parseInteger(text.slice(cut + 1))
  return count === null || start === null || count < 1 ? null : fromTo(start, start + count - 1)
}

function listed(text: string): number[] | null {
  const items = text.split(',').filter(item => strip(item) !== '')
  const seeds = items.map(parseInteger).filter(seed => seed !== null)
  return seeds.length === items.length && seeds.length > 0 && seeds.length <= MAX_SEEDS ? seeds : null
}

function fromTo(from: number | null, to: number | null): number[] | null {
  if (from === null || to === null || from > to || to - from >= MAX_SEEDS) return null
  return Array.from({ length: to - from + 1 }, (_, index) => from + index)
}

/** The seed of prompt `index` (from 0) without a seed list; an unknown mode leaves it to the server. */
export function seedAt(mode: string, seed: number, index: number): number {
  if (mode === 'fixed') return seed
  return mode === 'progressive' ? seed + index : SERVER_CHOOSES
}
