import { z } from 'zod'

const seconds = z.number().min(0).max(10_000_000)

/** What an estimate stands on. Amounts are in the account currency, tax included. */
export const Assumptions = z.strictObject({
  /** The user's own GPU. */
  localSecondsPerImage: seconds,
  cloudSecondsPerImage: seconds,
  /** From the create to the first picture. */
  setupSeconds: seconds,
  /** What bringing a picture home adds to it. */
  downloadSecondsPerImage: seconds,
  /** In place of set-up and download together; null where they are counted themselves. */
  fixedOverheadSeconds: seconds.nullable(),
  /** What an hour of waiting is worth; 0 for nothing. */
  timeValuePerHour: z.number().min(0).max(1_000_000),
  localWatts: z.number().min(0).max(100_000),
  electricityPerKwh: z.number().min(0).max(1000),
})
export type Assumptions = z.infer<typeof Assumptions>

/** Figures of one user's own reckoning (RTX 4070 Ti at home, H100 rented), until measured ones replace them. */
export const ASSUMED: Assumptions = {
  localSecondsPerImage: 14,
  cloudSecondsPerImage: 6,
  setupSeconds: 120,
  downloadSecondsPerImage: 0.6,
  fixedOverheadSeconds: null,
  timeValuePerHour: 50,
  localWatts: 285,
  electricityPerKwh: 0.2,
}

/** Sums of tenths and hundredths of seconds stay exact. */
const PARTS = 1000

/** Seconds of one lane that makes so many pictures, by what they go for. */
export function laneSeconds(
  images: number,
  assumed: Assumptions,
): { setup: number; generate: number; download: number } {
  const fixed = assumed.fixedOverheadSeconds
  return {
    setup: fixed ?? assumed.setupSeconds,
    generate: times(images, assumed.cloudSecondsPerImage),
    download: fixed === null ? times(images, assumed.downloadSecondsPerImage) : 0,
  }
}

export function sumOfSeconds(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, part) => sum + Math.round(part * PARTS), 0) / PARTS
}

function times(images: number, each: number): number {
  return (images * Math.round(each * PARTS)) / PARTS
}
