import { z } from 'zod'

/** How far the estimates of so many bursts were off, as shares of the truth, whichever way. */
export const Accuracy = z.strictObject({ bursts: z.int().min(1), seconds: z.number().min(0), cost: z.number().min(0) })
export type Accuracy = z.infer<typeof Accuracy>

type Outcome = {
  readonly estimatedSeconds: number
  readonly seconds: number
  readonly estimatedMicros: number
  readonly micros: number
}

/** Null where nothing was made yet. A burst that cost nothing, or took no time, cannot be off by a share of it. */
export function accuracyOf(outcomes: readonly Outcome[]): Accuracy | null {
  const known = outcomes.filter(({ seconds, micros }) => seconds > 0 && micros > 0)
  if (known.length === 0) return null
  return {
    bursts: known.length,
    seconds: mean(known.map(({ estimatedSeconds, seconds }) => Math.abs(estimatedSeconds - seconds) / seconds)),
    cost: mean(known.map(({ estimatedMicros, micros }) => Math.abs(estimatedMicros - micros) / micros)),
  }
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
