import type { Axis } from '../axes.ts'
import { didYouMean } from '../findings.ts'
import { writtenAs, type Placeholder } from '../placeholders.ts'
import type { Pool } from '../pools.ts'
import { parseInteger } from '../python-text.ts'
import { select, parseSelectors, type Selectors } from '../selectors.ts'
import { warn, type Looked } from './context.ts'

/** Selectors that do not do what they look like: each multiplies pictures, or takes some away. */
export function warnOfSelectors(looked: Looked): void {
  for (const axis of looked.axes) {
    warnOfIgnored(looked, axis)
    if (axis.foundNothing) warnOfNothingFound(looked, axis)
    else warnOfMissed(looked, axis)
    warnOfOccurrences(looked, axis)
  }
}

function warnOfIgnored(looked: Looked, { name, pool, entries, selectors }: Axis): void {
  for (const piece of selectors.ignored) {
    const meant = meantValues(piece, pool)
    const all = entries.length === pool.length ? `all ${pool.length} values are used` : 'it changes nothing'
    warn(
      looked,
      {
        spot: spotOf(looked, name, piece),
        code: 'selector-ignored',
        message: `The selector [${piece}] of {${name}} means nothing, so ${all}.`,
        remedy: remedyFor(piece, pool),
        subjects: [name],
      },
      meant === null ? null : looked.plan.countIf(name, meant),
    )
  }
}

function remedyFor(piece: string, pool: Pool): string {
  if (pool.some(({ key }) => key === piece))
    return `Write [${piece},] to choose this one key: a single key counts only if it begins with a capital letter.`
  const word = /^(?:random|limit):\s*([0-9]+)$/u.exec(piece)
  if (word) return `Write [${word[1]}] to draw ${word[1]} values.`
  const range = /^([0-9]+)\s*-\s*([0-9]+)$/u.exec(piece)
  if (range) return `Write [#${range[1]}-${range[2]}] to choose by position, from 0.`
  if (piece.startsWith('weight:')) return `Write [$${piece.slice('weight:'.length)}] for a weight.`
  return 'Write keys with a comma, positions as [#0,2] or [#0-2], a number to draw as [3].'
}

/** How many values a piece that means nothing was likely to choose; null where it looks like nothing known. */
function meantValues(piece: string, pool: Pool): number | null {
  if (pool.some(({ key }) => key === piece)) return 1
  const drawn = /^(?:random|limit):\s*([0-9]+)$/u.exec(piece)
  if (drawn) return Math.min(Number(drawn[1]), pool.length)
  const range = /^#?([0-9]+)\s*-\s*([0-9]+)$/u.exec(piece)
  if (range) {
    const ends = [Number(range[1]), Number(range[2])].toSorted((a, b) => a - b)
    return Math.max(0, Math.min(ends[1] ?? 0, pool.length - 1) - (ends[0] ?? 0) + 1)
  }
  if (!piece.startsWith('#')) return null
  return piece
    .slice(1)
    .split(',')
    .map(parseInteger)
    .filter(index => index !== null && index >= 0 && index < pool.length).length
}

function warnOfNothingFound(looked: Looked, { name, pool, selectors }: Axis): void {
  const { indexes, keys } = selectors
  const wanted = indexes === null ? (keys?.length ?? 0) : sizeOf(indexes)
  const what = indexes === null ? `the keys ${(keys ?? []).join(', ')}` : 'those positions'
  warn(
    looked,
    {
      spot: spotOf(looked, name, ''),
      code: 'selector-found-nothing',
      message: `{${name}} has none of ${what}, so all ${pool.length} values are used.`,
      remedy: 'Correct the keys or positions; positions count from 0, and case matters.',
      subjects: [name],
    },
    looked.plan.countIf(name, Math.min(wanted, pool.length)),
  )
}

/** Keys and positions that are not there are left out, as long as one of them is. */
function warnOfMissed(looked: Looked, { name, pool, selectors }: Axis): void {
  const { indexes, keys } = selectors
  const missedKeys = indexes === null ? (keys ?? []).filter(key => key !== '' && !pool.some(at => at.key === key)) : []
  const missed = indexes === null ? missedKeys.length : positionsBeyond(indexes, pool.length)
  if (missed === 0) return
  const wanted = indexes === null ? (keys ?? []).filter(key => key !== '').length : sizeOf(indexes)
  const hints = missedKeys.map(key =>
    didYouMean(
      key,
      pool.map(at => at.key),
    ),
  )
  const what = indexes === null ? `no ${missedKeys.join(', ')}` : `${pool.length} values, from 0 to ${pool.length - 1}`
  warn(
    looked,
    {
      spot: spotOf(looked, name, ''),
      code: 'selector-finds-less',
      message: `{${name}} has ${what}, so ${missed} of the ${wanted} values asked for ${missed === 1 ? 'is' : 'are'} left out.${hints.join('')}`,
      remedy: 'Correct the keys or positions; positions count from 0, and case matters.',
      subjects: [name],
    },
    looked.plan.countIf(name, wanted),
  )
}

const sizeOf = (ranges: NonNullable<Selectors['indexes']>) =>
  ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)

function positionsBeyond(ranges: NonNullable<Selectors['indexes']>, size: number): number {
  const within = ranges.map(({ from, to }) => Math.max(0, Math.min(to, size - 1) - Math.max(from, 0) + 1))
  return sizeOf(ranges) - within.reduce((sum, count) => sum + count, 0)
}

/** Of several occurrences the last one decides; what the others say is lost. */
function warnOfOccurrences(looked: Looked, axis: Axis): void {
  const own = looked.placeholders.filter(({ name }) => name === axis.name)
  const whole = own.filter(({ part }) => part === null)
  const first = whole.find(({ selectors }) => selectors !== null)
  const last = whole.at(-1)
  if (first && last && first.selectors !== last.selectors) warnOfLastOne(looked, axis, first, last)
  const weighted = whole.findLast(({ selectors }) => parseSelectors(selectors).weight !== 1)
  if (weighted && own.at(-1)?.part !== null) warnOfLostWeight(looked, axis, weighted)
}

function warnOfLastOne(looked: Looked, { name, pool, weight }: Axis, first: Placeholder, last: Placeholder): void {
  const meant = parseSelectors(first.selectors)
  const values = select(pool, meant, () => 0).entries.length
  warn(
    looked,
    {
      spot: looked.written.piece(writtenAs(first)),
      code: 'selectors-differ',
      message: `{${name}} occurs several times, and the last one, ${writtenAs(last)}, decides: ${writtenAs(first)} is not heeded.`,
      remedy: `Write the same selectors wherever {${name}} stands, or at its last occurrence alone.`,
      subjects: [name],
    },
    looked.plan.countIf(name, isLooped(meant, weight) ? values : 1),
  )
}

function warnOfLostWeight(looked: Looked, { name, entries }: Axis, weighted: Placeholder): void {
  const { weight } = parseSelectors(weighted.selectors)
  warn(
    looked,
    {
      spot: looked.written.piece(writtenAs(weighted)),
      code: 'weight-reset',
      message: `The weight ${weight} of {${name}} is lost, because the last occurrence of ${name} is one of its parts: it is 1.`,
      remedy: `Write {${name}} with its weight behind its parts as well.`,
      subjects: [name],
    },
    looked.plan.countIf(name, weight > 0 ? entries.length : 1),
  )
}

const isLooped = (selectors: Selectors, weight: number) => selectors.weight > 0 && weight > 0

/** The occurrence that decides and has the piece among its selectors. */
function spotOf(looked: Looked, name: string, piece: string) {
  const deciding = looked.placeholders.findLast(
    placeholder =>
      placeholder.name === name && placeholder.part === null && (placeholder.selectors ?? '').includes(piece),
  )
  return deciding ? looked.written.piece(writtenAs(deciding)) : looked.written.placeholder(name)
}
