import { add, costOfSeconds, zero, type Money } from '../money.ts'

/** What a burst is assumed to take until this user's own bursts say better; seconds. */
export const ASSUMED_SECONDS = {
  /** From the create to the first picture. */
  setup: 120,
  perPicture: 6,
  /** What bringing a picture home adds to it. */
  perDownload: 0.6,
} as const

export type EstimateInput = {
  /** Pictures. */
  readonly count: number
  readonly lanes: number
  readonly pricePerHour: Money
  readonly billing: { readonly stepSeconds: number; readonly minimumSeconds: number }
}

export type Estimate = {
  /** Until the last lane is done. */
  readonly seconds: number
  /** Of all lanes together, counted in the provider's steps. */
  readonly cost: Money
}

/** How long a burst takes and what it costs when its pictures are shared evenly among its lanes. */
export function estimateBurst({ count, lanes, pricePerHour, billing }: EstimateInput): Estimate {
  const larger = count % lanes
  const share = Math.floor(count / lanes)
  const laneSeconds = Array.from({ length: lanes }, (_, lane) => secondsFor(share + (lane < larger ? 1 : 0)))
  const cost = laneSeconds
    .map(seconds => costOfSeconds(pricePerHour, seconds, billing).money)
    .reduce(add, zero(pricePerHour))
  return { seconds: laneSeconds[0] ?? 0, cost }
}

function secondsFor(pictures: number): number {
  const { setup, perPicture, perDownload } = ASSUMED_SECONDS
  // In tenths, so that sums of 0.6 stay exact.
  return (setup * 10 + pictures * (perPicture * 10 + perDownload * 10)) / 10
}
