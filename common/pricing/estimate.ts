import { z } from 'zod'
import { toWireMoney, WireMoney } from '../money.ts'
import { ASSUMED, type Assumptions } from './assumptions.ts'
import { guessedSecondsPerImage } from './gpu-speed.ts'
import { breakEvenImages, timeOnlyImages } from './break-even.ts'
import { cloudWork, compareFor, localWork, type PricedOffer } from './compare.ts'

const amount = z.number()

/** One way to rent the work, as the command line promises it. */
export const EstimateOption = z.strictObject({
  provider: z.string(),
  offerId: z.string(),
  gpu: z.string(),
  spot: z.boolean(),
  strategy: z.literal('on-demand'),
  lanes: z.int().min(1),
  pricePerHour: WireMoney,
  seconds: z.strictObject({
    provision: amount,
    setup: amount,
    upload: amount,
    generate: amount,
    download: amount,
    teardown: amount,
    total: amount,
    billed: amount,
  }),
  cost: WireMoney,
  /** Null for no picture. */
  costPerImage: WireMoney.nullable(),
  savedSeconds: amount,
  /** Null where it is in another currency than the energy at home. */
  premium: WireMoney.nullable(),
  netValue: WireMoney.nullable(),
  /** What bursts like this have cost, null until some were seen. */
  low: WireMoney.nullable(),
  high: WireMoney.nullable(),
  observations: z.int().min(0),
})
export type EstimateOption = z.infer<typeof EstimateOption>

export const EstimateResult = z.strictObject({
  images: z.int().min(0),
  local: z.strictObject({ seconds: amount, energyCost: WireMoney }),
  options: z.array(EstimateOption),
  /** Of the option that is recommended, or of the first; null where nothing can be rented. */
  breakEven: z
    .strictObject({
      images: z.int().nullable(),
      timeOnlyImages: z.int().nullable(),
      curve: z.array(
        z.strictObject({
          images: z.int(),
          localSeconds: amount,
          cloudSeconds: amount,
          cloudCost: WireMoney,
          netValue: WireMoney.nullable(),
        }),
      ),
    })
    .nullable(),
  recommendation: z.strictObject({
    choice: z.enum(['local', 'cloud']),
    optionIndex: z.int().nullable(),
    reason: z.string(),
  }),
})
export type EstimateResult = z.infer<typeof EstimateResult>

/** An offer with what it is called. */
export type NamedOffer = PricedOffer & {
  readonly provider: string
  readonly id: string
  readonly gpu: string
  readonly spot: boolean
  /** As the seller says; undefined where nobody does. */
  readonly secondsPerImage?: number
}

/** Without a number and a template the question is a usual one. */
export const USUAL_IMAGES = 100

/** Points of the curve, from none to beyond break-even and the number asked for. */
const CURVE_POINTS = 25
const FARTHEST_WITHOUT_BREAK_EVEN = 200

/**
 * Home against every offer, one lane each, the best first and practice offers last. `currency` is that of the energy at
 * home; what is not `given` is assumed, or known of the offer itself.
 */
export function estimate(
  images: number,
  offers: readonly NamedOffer[],
  given: Partial<Assumptions>,
  currency: string,
): EstimateResult {
  const local = localWork(images, { ...ASSUMED, ...given }, currency)
  const options = offers.map(offer => {
    const assumed = assumedFor(offer, given)
    return { offer, assumed, option: optionOf(images, offer, assumed, currency) }
  })
  options.sort((a, b) => rankOf(a.option) - rankOf(b.option) || a.option.cost.amount - b.option.cost.amount)
  const [best] = options
  return {
    images,
    local: { seconds: local.seconds, energyCost: toWireMoney(local.energyCost) },
    options: options.map(({ option }) => option),
    breakEven: best ? breakEvenOf(images, best.offer, best.assumed) : null,
    recommendation: recommend(best?.option ?? null, local.seconds),
  }
}

/** What is given counts most, then what the seller says of the offer, then a guess by its GPU. */
export function assumedFor(
  { gpu, secondsPerImage }: Pick<NamedOffer, 'gpu' | 'secondsPerImage'>,
  given: Partial<Assumptions> = {},
): Assumptions {
  const known = secondsPerImage ?? guessedSecondsPerImage(gpu)
  return { ...ASSUMED, ...(known === null ? {} : { cloudSecondsPerImage: known }), ...given }
}

/** Less is better; practice money is never better than money, nor the unknown than the known. */
function rankOf({ netValue, cost }: EstimateOption): number {
  const BEHIND = 1e12
  return (cost.simulated ? BEHIND : 0) + (netValue === null ? BEHIND / 2 : -netValue.amount)
}

function optionOf(images: number, offer: NamedOffer, assumed: Assumptions, currency: string): EstimateOption {
  const { setup, generate, download, total } = cloudWork(images, offer, 1, assumed).seconds
  const { cloud, savedSeconds, premium, netValue } = compareFor(images, offer, assumed)
  const isComparable = offer.pricePerHour.currency === currency
  return {
    provider: offer.provider,
    offerId: offer.id,
    gpu: offer.gpu,
    spot: offer.spot,
    strategy: 'on-demand',
    lanes: 1,
    pricePerHour: toWireMoney(offer.pricePerHour),
    // Boot, models and end are within set-up until they are measured by themselves.
    seconds: { provision: 0, setup, upload: 0, generate, download, teardown: 0, total, billed: cloud.billedSeconds },
    cost: toWireMoney(cloud.cost),
    costPerImage: images === 0 ? null : toWireMoney({ ...cloud.cost, micros: Math.round(cloud.cost.micros / images) }),
    savedSeconds,
    premium: isComparable && premium ? toWireMoney(premium) : null,
    netValue: isComparable && netValue ? toWireMoney(netValue) : null,
    low: null,
    high: null,
    observations: 0,
  }
}

function breakEvenOf(images: number, offer: NamedOffer, assumed: Assumptions): EstimateResult['breakEven'] {
  const found = breakEvenImages(offer, assumed)
  const farthest = Math.max(images, 2 * (found ?? 0), found === null ? FARTHEST_WITHOUT_BREAK_EVEN : 0, CURVE_POINTS)
  const points = new Set(
    Array.from({ length: CURVE_POINTS }, (_, at) => Math.round((farthest * at) / (CURVE_POINTS - 1))),
  )
  for (const point of [found, images]) if (point !== null) points.add(point)
  return {
    images: found,
    timeOnlyImages: timeOnlyImages(assumed),
    curve: [...points]
      .toSorted((a, b) => a - b)
      .map(at => {
        const { cloud, localSeconds, netValue } = compareFor(at, offer, assumed)
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

function recommend(best: EstimateOption | null, localSeconds: number): EstimateResult['recommendation'] {
  if (!best) return { choice: 'local', optionIndex: null, reason: 'nothing can be rented now' }
  if (best.netValue === null)
    return { choice: 'local', optionIndex: null, reason: 'what can be rented is priced in another currency' }
  const saved = Math.round(best.savedSeconds)
  const practice = best.cost.simulated ? ' (on the practice cloud, whose money is invented)' : ''
  if (best.netValue.amount < 0)
    return {
      choice: 'local',
      optionIndex: null,
      reason:
        saved > 0
          ? `the cloud saves ${saved} s, which are worth less than it costs`
          : `the cloud would take ${Math.round(best.seconds.total)} s, home ${Math.round(localSeconds)} s`,
    }
  return {
    choice: 'cloud',
    optionIndex: 0,
    reason: `it saves ${saved} s of ${Math.round(localSeconds)} s, worth more than it costs${practice}`,
  }
}
