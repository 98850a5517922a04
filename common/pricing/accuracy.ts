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

/** Null where nothing was made yet; a burst that cost nothing says nothing of costs. */
export function accuracyOf(outcomes: readonly Outcome[]): Accuracy | null {
  if (outcomes.length === 0) return null
  return {
    bursts: outcomes.length,
    seconds: mean(outcomes.map(({ estimatedSeconds, seconds }) => offBy(estimatedSeconds, seconds))),
    cost: mean(outcomes.map(({ estimatedMicros, micros }) => offBy(estimatedMicros, micros))),
  }
}

function offBy(estimated: number, truth: number): number | null {
  return truth > 0 ? Math.abs(estimated - truth) / truth : null
}

function mean(values: readonly (number | null)[]): number {
  const known = values.filter(value => value !== null)
  return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length)
}
