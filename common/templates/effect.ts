import { z } from 'zod'
import type { Problem } from '../errors.ts'

const Exact = z.union([z.int(), z.string()])

/** What a surprise changes: how many pictures there are, and how many there would be if it were as was likely meant. */
export const Effect = z.strictObject({
  pictures: Exact,
  /** Null where nothing tells what was meant. */
  instead: Exact.nullable(),
  /** Pictures, and so cost, as a multiple of `instead`; null without one. */
  factor: z.number().nullable(),
})
export type Effect = z.infer<typeof Effect>

/** The effect that a warning tells in its details, if it tells one. */
export function effectIn({ details }: Problem): Effect | null {
  const read = z.object({ effect: Effect }).safeParse(details)
  return read.success ? read.data.effect : null
}

export function effectOf(pictures: bigint, instead: bigint | null): Effect {
  const factor = instead === null || instead === 0n ? null : Number((pictures * 1000n) / instead) / 1000
  return { pictures: exact(pictures), instead: instead === null ? null : exact(instead), factor }
}

/** The effect as a sentence, for the end of a warning. */
export function effectText({ pictures, instead, factor }: Effect): string {
  if (instead === null) return `That makes ${counted(pictures)}.`
  if (pictures === instead) return `The number of pictures stays ${pictures}, and so does the cost.`
  if (factor === null || factor === 0) return `That makes ${counted(pictures)} instead of ${instead}.`
  return `That makes ${counted(pictures)} instead of ${instead}, at ${rounded(factor)} times the cost.`
}

/** A decimal text where a number would not be exact. */
export function exact(value: bigint): number | string {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : value.toString()
}

const counted = (pictures: number | string) =>
  pictures === 0 ? 'no pictures' : `${pictures} ${pictures === 1 ? 'picture' : 'pictures'}`

/** `1.3`, `12`: as a person says it. */
export const rounded = (factor: number) => (factor >= 10 ? Math.round(factor) : Number(factor.toPrecision(2)))
