import { z } from 'zod'

/** Item indexes as inclusive [from, to] pairs in ascending order: 38,000 items in a row are one pair. */
export const Ranges = z.array(z.tuple([z.int().min(0), z.int().min(0)]))
export type Ranges = z.infer<typeof Ranges>

/** Packs ascending indexes into ranges. */
export function toRanges(ascending: Iterable<number>): Ranges {
  const ranges: Ranges = []
  for (const index of ascending) {
    const last = ranges.at(-1)
    if (last && last[1] === index - 1) last[1] = index
    else ranges.push([index, index])
  }
  return ranges
}

export function* eachIn(ranges: Ranges): Generator<number> {
  for (const [from, to] of ranges) for (let index = from; index <= to; index++) yield index
}

export function countIn(ranges: Ranges): number {
  return ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0)
}
