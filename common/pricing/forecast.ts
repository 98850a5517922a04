import type { Assumptions } from './assumptions.ts'

/** What one lane takes. Everything in seconds. */
export type Forecast = {
  /** From the create to a machine. */
  readonly provision: number
  /** From there to a worker that can begin. */
  readonly setup: number
  /** Until the models are there and the first picture is under way. */
  readonly upload: number
  readonly secondsPerImage: number
  /** What bringing a picture home adds to it; 0 where that goes on while others are made. */
  readonly downloadPerImage: number
  /** From the last picture made to the last one home. */
  readonly tail: number
  /** From there until the machine is seen gone. */
  readonly teardown: number
  /** Of all that, what the seller does not charge. */
  readonly unbilled: number
  readonly spread: Spread
  /** How many bursts on such a GPU stand behind the seconds for a picture. */
  readonly observations: number
}

/** How far a forecast may be off: one standard deviation each, and how many of them hold nine bursts in ten. */
export type Spread = {
  /** Of everything that a lane takes once, seconds. */
  readonly fixedSeconds: number
  /** Of the seconds for a picture, as a share of them. */
  readonly perImage: number
  readonly quantile: number
}

/** Nothing is known that would make it more or less. */
export const CERTAIN: Spread = { fixedSeconds: 0, perImage: 0, quantile: 0 }

/** Where nothing was measured: what the assumptions say, all of it charged. */
export function assumedForecast(assumed: Assumptions, spread: Spread = CERTAIN): Forecast {
  const fixed = assumed.fixedOverheadSeconds
  return {
    provision: 0,
    // Boot, models and end are within set-up until they are measured by themselves.
    setup: fixed ?? assumed.setupSeconds,
    upload: 0,
    secondsPerImage: assumed.cloudSecondsPerImage,
    downloadPerImage: fixed === null ? assumed.downloadSecondsPerImage : 0,
    tail: 0,
    teardown: 0,
    unbilled: 0,
    spread,
    observations: 0,
  }
}

/** Sums of tenths and hundredths of seconds stay exact. */
const PARTS = 1000

export type LaneSeconds = {
  readonly provision: number
  readonly setup: number
  readonly upload: number
  readonly generate: number
  readonly download: number
  readonly teardown: number
}

/** Seconds of one lane that makes so many pictures, by what they go for. */
export function laneSeconds(images: number, forecast: Forecast): LaneSeconds {
  const { provision, setup, upload, teardown, tail } = forecast
  const download = sumOfSeconds({ each: times(images, forecast.downloadPerImage), tail })
  return { provision, setup, upload, generate: times(images, forecast.secondsPerImage), download, teardown }
}

/** The seconds that a lane takes once, however many pictures it makes. */
export function onceSeconds({ provision, setup, upload, tail, teardown }: Forecast): number {
  return sumOfSeconds({ provision, setup, upload, tail, teardown })
}

/** The shortest and the longest that a lane of so many pictures takes, nine times in ten. */
export function rangeOfSeconds(images: number, forecast: Forecast): { low: number; high: number } {
  const { fixedSeconds, perImage, quantile } = forecast.spread
  const generate = times(images, forecast.secondsPerImage)
  const total = sumOfSeconds({ ...laneSeconds(images, forecast) })
  const off = quantile * Math.hypot(fixedSeconds, generate * perImage)
  // However lucky: a GPU is not faster than a wide guess, and pictures are not made for nothing.
  return { low: Math.max(total - off, total / SHORTEST), high: total + off }
}

const SHORTEST = 4

export function sumOfSeconds(parts: Readonly<Record<string, number>>): number {
  return Object.values(parts).reduce((sum, part) => sum + Math.round(part * PARTS), 0) / PARTS
}

function times(images: number, each: number): number {
  return (images * Math.round(each * PARTS)) / PARTS
}
