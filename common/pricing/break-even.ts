import type { Assumptions } from './assumptions.ts'
import { compareFor, type PricedOffer } from './compare.ts'

/** Nobody makes more pictures at once. */
const MOST_IMAGES = 10_000_000

/**
 * The smallest number of pictures, from 1, for which renting is worth it: net value 0 or more. Null for none.
 *
 * A seller's steps make the net value fall at each of them, so it may be reached, lost and reached again. Without steps it
 * is a line that is never below: where that one crosses, looking one by one begins.
 */
export function breakEvenImages(offer: PricedOffer, assumed: Assumptions): number | null {
  const { gain, fixed } = lineOf(offer, assumed)
  if (gain <= 0) return netMicros(1, offer, assumed) >= 0 ? 1 : null
  // One less, as both sums are rounded to a micro.
  const first = Math.max(1, Math.floor(fixed / gain) - 1)
  for (let images = first; images <= MOST_IMAGES; images += 1) if (netMicros(images, offer, assumed) >= 0) return images
  return null
}

/** The smallest number of pictures for which renting is not slower than home, whatever it costs; null for none. */
export function timeOnlyImages(assumed: Assumptions): number | null {
  const { perImage, fixed } = secondsOf(assumed)
  const gain = assumed.localSecondsPerImage - perImage
  if (gain <= 0) return fixed <= 0 && gain === 0 ? 1 : null
  const images = Math.max(1, Math.ceil(round(fixed / gain)))
  return images <= MOST_IMAGES ? images : null
}

/** Net value without steps is `gain` × pictures − `fixed`, in the currency. */
function lineOf({ pricePerHour }: PricedOffer, assumed: Assumptions): { gain: number; fixed: number } {
  const { perImage, fixed } = secondsOf(assumed)
  const price = pricePerHour.micros / 1_000_000 / 3600
  const worth = assumed.timeValuePerHour / 3600
  const energy = (assumed.localSecondsPerImage * assumed.localWatts * assumed.electricityPerKwh) / 3_600_000
  return {
    gain: (assumed.localSecondsPerImage - perImage) * worth + energy - perImage * price,
    fixed: fixed * (worth + price),
  }
}

function secondsOf(assumed: Assumptions): { perImage: number; fixed: number } {
  const { cloudSecondsPerImage, downloadSecondsPerImage, fixedOverheadSeconds, setupSeconds } = assumed
  return fixedOverheadSeconds === null
    ? { perImage: cloudSecondsPerImage + downloadSecondsPerImage, fixed: setupSeconds }
    : { perImage: cloudSecondsPerImage, fixed: fixedOverheadSeconds }
}

function netMicros(images: number, offer: PricedOffer, assumed: Assumptions): number {
  return compareFor(images, offer, assumed).netValue?.micros ?? Number.NaN
}

/** 52.50000000000001 is 52.5: what binary fractions add is no picture. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
