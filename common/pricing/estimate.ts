import { toWireMoney } from '../money.ts'
import { KINDS, type Assumptions } from './assumptions.ts'
import { breakEvenImages, timeOnlyImages } from './break-even.ts'
import { compareFor, localWork } from './compare.ts'
import type { BreakEven, EstimateResult } from './estimate-result.ts'
import { fanOut } from './fan-out.ts'
import { recommend } from './recommend.ts'
import { assumptionsOf, weighAll, type EstimateBasis, type NamedOffer, type Weighed } from './weigh.ts'

/** Without a number and a template the question is a usual one. */
export const USUAL_IMAGES = KINDS.images.usual

/** So many instances are looked at; more are a matter of quotas. */
export const MOST_LANES = 16

/** Points of the curve, from none to beyond break-even and the number asked for. */
const CURVE_POINTS = 25
const FARTHEST_WITHOUT_BREAK_EVEN = 200

/** Home against every offer, the best first and practice offers last. */
export function estimate(
  images: number,
  offers: readonly NamedOffer[],
  basis: EstimateBasis,
  accuracy: EstimateResult['accuracy'] = null,
): EstimateResult {
  const assumed = assumptionsOf(basis)
  const local = localWork(images, assumed, basis.currency)
  const weighed = weighAll(images, offers, 1, basis)
  const [best] = weighed
  return {
    images,
    local: { seconds: local.seconds, energyCost: toWireMoney(local.energyCost) },
    options: weighed.map(({ option }) => option),
    breakEven: best ? breakEvenOf(images, best, assumed) : null,
    fanOut: best ? fanOutOf(images, best) : [],
    accuracy,
    recommendation: recommend(best?.option ?? null, local.seconds),
  }
}

export function fanOutOf(images: number, { offer, forecast }: Weighed): EstimateResult['fanOut'] {
  return fanOut(images, offer, forecast, MOST_LANES).map(({ cost, ...rest }) => ({ ...rest, cost: toWireMoney(cost) }))
}

/** Where one instance of an offer begins to be worth it, and the way there. */
export function breakEvenOf(images: number, { offer, forecast }: Weighed, assumed: Assumptions): BreakEven {
  const found = breakEvenImages(offer, forecast, assumed)
  const farthest = Math.max(images, 2 * (found ?? 0), found === null ? FARTHEST_WITHOUT_BREAK_EVEN : 0, CURVE_POINTS)
  const points = new Set(
    Array.from({ length: CURVE_POINTS }, (_, at) => Math.round((farthest * at) / (CURVE_POINTS - 1))),
  )
  for (const point of [found, images]) if (point !== null) points.add(point)
  return {
    images: found,
    timeOnlyImages: timeOnlyImages(forecast, assumed),
    curve: [...points]
      .toSorted((a, b) => a - b)
      .map(at => {
        const { cloud, localSeconds, netValue } = compareFor(at, offer, forecast, assumed)
        return {
          images: at,
          localSeconds,
          cloudSeconds: cloud.seconds.total,
          cloudCost: toWireMoney(cloud.cost),
          netValue: netValue && toWireMoney(netValue),
        }
      }),
  }
}
