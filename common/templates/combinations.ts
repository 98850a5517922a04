import type { Axis } from './axes.ts'
import type { PoolEntry } from './pools.ts'
import { drawIndex, type Random } from './random.ts'

/** One value for each axis, in the order of the axes. */
export type Combination = readonly PoolEntry[]

/** How many combinations the loops give: exact, as it soon passes what a number holds. */
export function countLooped(axes: readonly Axis[]): bigint {
  if (axes.some(axis => axis.entries.length === 0)) return 0n
  return productOf(loopedAxes(axes).map(axis => axis.entries.length))
}

export const productOf = (sizes: readonly number[]): bigint =>
  sizes.reduce((product, size) => product * BigInt(size), 1n)

/** The looped axes, outermost first: by weight, equal weights in order of appearance. */
export function loopedAxes(axes: readonly Axis[]): Axis[] {
  return axes.filter(axis => axis.weight > 0).toSorted((a, b) => a.weight - b.weight)
}

/**
 * The combinations of the loops from number `from` (0 is the first) to before number `end`, one at a time; nothing is
 * built in advance, and starting late costs no more than starting early.
 *
 * Axes of weight 0 or less are drawn anew for each combination, from what its number gives: the same number, the same
 * draws, wherever the walk began.
 */
export function* loopCombinations(
  axes: readonly Axis[],
  from: bigint,
  end: bigint,
  randomAt: (combination: bigint) => Random,
): Generator<Combination> {
  const looped = loopedAxes(axes)
  const position = new Map(looped.map((axis, index) => [axis, index]))
  const digitAt = axes.map(axis => position.get(axis))
  const digits = digitsOf(from, looped)
  const draws = looped.length < axes.length
  // A walk never comes to where a number is no longer exact; counting with bigints would be a tenth of its time.
  const steps = Number(end - from)
  for (let step = 0; step < steps; step++) {
    const random = draws ? randomAt(from + BigInt(step)) : NEVER_DRAWN
    const combination: PoolEntry[] = []
    for (const [place, { entries }] of axes.entries()) {
      const digit = digitAt[place]
      const entry = entries[digit === undefined ? drawIndex(random, entries.length) : (digits[digit] ?? 0)]
      if (entry) combination.push(entry)
    }
    yield combination
    turn(digits, looped)
  }
}

const NEVER_DRAWN: Random = () => 0

/** The position of a counter whose last digit turns fastest, after `steps` steps. */
function digitsOf(steps: bigint, looped: readonly Axis[]): number[] {
  let rest = steps
  return looped
    .toReversed()
    .map(({ entries }) => {
      const size = BigInt(Math.max(1, entries.length))
      const digit = Number(rest % size)
      rest /= size
      return digit
    })
    .toReversed()
}

/** The next position of a counter whose last digit turns fastest. */
function turn(digits: number[], looped: readonly Axis[]): void {
  for (let index = digits.length - 1; index >= 0; index--) {
    const next = (digits[index] ?? 0) + 1
    if (next < (looped[index]?.entries.length ?? 0)) {
      digits[index] = next
      return
    }
    digits[index] = 0
  }
}

/** More draws than this find little that is new, and would hold the app up. */
const MAX_DRAWS = 20_000_000

/**
 * Up to `wanted` different combinations, drawn; fewer where `maxDraws` draws do not find them.
 *
 * Different means different values: two keys with one text are the same picture.
 */
export function drawCombinations(
  axes: readonly Axis[],
  wanted: number,
  maxDraws: number,
  random: Random,
): Combination[] {
  if (axes.some(axis => axis.entries.length === 0)) return []
  const numbers = axes.map(valueNumbers)
  const possible = productOf(numbers.map(byEntry => new Set(byEntry).size))
  const seen = new Set<string>()
  const drawn: Combination[] = []
  const most = Math.min(maxDraws, MAX_DRAWS)
  for (let draws = 0; draws < most && drawn.length < wanted && BigInt(seen.size) < possible; draws++) {
    const indexes = axes.map(axis => drawIndex(random, axis.entries.length))
    const key = indexes.map((index, axis) => numbers[axis]?.[index]).join()
    if (seen.has(key)) continue
    seen.add(key)
    drawn.push(axes.flatMap((axis, at) => axis.entries[indexes[at] ?? 0] ?? []))
  }
  return drawn
}

/** For each entry a number that equal values share. */
function valueNumbers(axis: Axis): number[] {
  const known = new Map<string, number>()
  return axis.entries.map(({ value }) => {
    const text = JSON.stringify(value)
    const number = known.get(text) ?? known.size
    known.set(text, number)
    return number
  })
}
