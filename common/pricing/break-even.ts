import type { Assumptions } from './assumptions.ts'
import { compareFor, type PricedOffer } from './compare.ts'
import { onceSeconds, type Forecast } from './forecast.ts'

/** Nobody makes more pictures at once. */
const MOST_IMAGES = 10_000_000

/**
 * The smallest number of pictures, from 1, for which renting is worth it: net value 0 or more. Null for none.
 *
 * A seller's steps make the net value fall at each of them, so it may be reached, lost and reached again. Without steps it
 * is a line that is never below: where that one crosses, looking one by one begins. Several machines share the pictures, and
 * each has its own boot to pay for.
 */
export function breakEvenImages(
  offer: PricedOffer,
  forecast: Forecast,
  assumed: Assumptions,
  lanes = 1,
): number | null {
  if (lanes > 1) return breakEvenOfSeveral(offer, forecast, assumed, lanes)
  const { gain, most, fixed } = lineOf(offer, forecast, assumed)
  const net = (images: number) => netMicros(images, offer, forecast, assumed)
  if (gain <= 0) return net(1) >= 0 ? 1 : null
  // One less, as both sums are rounded to a micro.
  let images = Math.max(1, Math.floor(fixed / gain) - 1)
  while (images <= MOST_IMAGES) {
    const lacking = -net(images)
    if (lacking <= 0) return images
    // Where the time of one more picture cost nothing, it would still take so many: none before them is enough.
    images += Math.max(1, Math.floor(lacking / 1_000_000 / most) - 1)
  }
  return null
}

/** With several machines there is no line: from each number on only so many are passed over as cannot be enough. */
function breakEvenOfSeveral(
  offer: PricedOffer,
  forecast: Forecast,
  assumed: Assumptions,
  lanes: number,
): number | null {
  const worth = assumed.timeValuePerHour / 3600
  const share = perImageOf(forecast) * worth
  const energy = (assumed.localSecondsPerImage * assumed.localWatts * assumed.electricityPerKwh) / 3_600_000
  // So many more pictures save at most their time at home, less their part of the rented time but for one uneven share.
  const most = assumed.localSecondsPerImage * worth - share / lanes + energy
  for (let images = 1; images <= MOST_IMAGES;) {
    const lacking = -(compareFor(images, offer, forecast, assumed, lanes).netValue?.micros ?? Number.NaN)
    if (lacking <= 0) return images
    if (most <= 0) {
      // As many more as there are machines never help: what none of two rounds reaches, none does.
      if (images >= 2 * lanes) return null
      images += 1
    } else images += Math.max(1, Math.floor((lacking / 1_000_000 - share) / most) - 1)
  }
  return null
}

/** The smallest number of pictures for which renting is not slower than home, whatever it costs; null for none. */
export function timeOnlyImages(forecast: Forecast, assumed: Assumptions): number | null {
  const perImage = perImageOf(forecast)
  const fixed = onceSeconds(forecast)
  const gain = assumed.localSecondsPerImage - perImage
  if (gain <= 0) return fixed <= 0 && gain === 0 ? 1 : null
  const images = Math.max(1, Math.ceil(round(fixed / gain)))
  return images <= MOST_IMAGES ? images : null
}

/** Net value without steps is `gain` × pictures − `fixed`, in the currency; `most` is the gain where a seller's step is not full. */
function lineOf(
  { pricePerHour }: PricedOffer,
  forecast: Forecast,
  assumed: Assumptions,
): { gain: number; most: number; fixed: number } {
  const perImage = perImageOf(forecast)
  const fixed = onceSeconds(forecast)
  const price = pricePerHour.micros / 1_000_000 / 3600
  const worth = assumed.timeValuePerHour / 3600
  const energy = (assumed.localSecondsPerImage * assumed.localWatts * assumed.electricityPerKwh) / 3_600_000
  const most = (assumed.localSecondsPerImage - perImage) * worth + energy
  return {
    gain: most - perImage * price,
    most,
    fixed: fixed * worth + Math.max(0, fixed - forecast.unbilled) * price,
  }
}

function perImageOf({ secondsPerImage, downloadPerImage }: Forecast): number {
  return secondsPerImage + downloadPerImage
}

function netMicros(images: number, offer: PricedOffer, forecast: Forecast, assumed: Assumptions): number {
  return compareFor(images, offer, forecast, assumed).netValue?.micros ?? Number.NaN
}

/** 52.50000000000001 is 52.5: what binary fractions add is no picture. */
function round(value: number): number {
  return Math.round(value * 1e9) / 1e9
}
