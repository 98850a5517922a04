/** A source of numbers in [0, 1). */
export type Random = () => number

/** One whole number below 2^32, from any source. */
export const drawSeed = (random: Random): number => Math.floor(random() * 2 ** 32) >>> 0

/** A repeatable source (Mulberry32): small, and even enough for choosing values; not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The source that belongs to one number of a series: each number its own, whichever is asked first. */
export function seededRandomAt(seed: number, at: bigint): Random {
  const low = Number(BigInt.asUintN(32, at))
  const high = Number(BigInt.asUintN(32, at >> 32n))
  return seededRandom(Math.imul(seed ^ high, 0x85ebca6b) ^ Math.imul(low, 0x9e3779b1))
}

/** A uniformly drawn index below `size`. */
export const drawIndex = (random: Random, size: number): number => Math.floor(random() * size)

/** `count` different values in random order. */
export function sample<T>(values: readonly T[], count: number, random: Random): T[] {
  const rest = values.slice()
  const taken: T[] = []
  while (taken.length < count && rest.length > 0) taken.push(...rest.splice(drawIndex(random, rest.length), 1))
  return taken
}

/** A seed that follows from a text (FNV-1a): the same text draws the same values. */
export function seedOfText(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash
}
