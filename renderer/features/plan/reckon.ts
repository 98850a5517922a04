import type { PlannerBasis, PlannerOffer } from '../../../common/contract.ts'
import { worstCaseOf, type WorstCase } from '../../../common/bursts/worst-case.ts'
import type { Money } from '../../../common/money.ts'
import type { Assumptions } from '../../../common/pricing/assumptions.ts'
import { breakEvenImages, timeOnlyImages } from '../../../common/pricing/break-even.ts'
import { cloudWork, compareFor, localWork } from '../../../common/pricing/compare.ts'
import { inAccount, readRates } from '../../../common/pricing/exchange.ts'
import { fanOut, type FanOut } from '../../../common/pricing/fan-out.ts'
import { MOST_LANES } from '../../../common/pricing/estimate.ts'
import {
  assumptionsOf,
  forecastAll,
  weigh,
  type EstimateBasis,
  type Forecasted,
  type Weighed,
} from '../../../common/pricing/weigh.ts'

/** What the user may turn. Amounts are in the account currency with tax. */
export type Knobs = {
  readonly localSecondsPerImage: number
  readonly localWatts: number
  readonly electricityPerKwh: number
  readonly timeValuePerHour: number
  readonly vatPercent: number
  /** 0: not known. */
  readonly uplinkMbits: number
  /** Null: as measured or guessed. */
  readonly cloudSecondsPerImage: number | null
  readonly setupSeconds: number | null
}

export type PlanOffer = PlannerOffer
export type WeighedOffer = Weighed<PlanOffer>

/** The offers with what a lane takes on each: changes with the knobs, not with the number of pictures. */
export type Ground = {
  readonly estimate: EstimateBasis
  readonly assumed: Assumptions
  readonly offers: readonly Forecasted<PlanOffer>[]
}

export function groundOf(basis: PlannerBasis, knobs: Knobs): Ground {
  const { settings, job, observations } = basis
  const conversion = {
    currency: settings.currency,
    rates: readRates(settings.exchangeRates) ?? new Map(),
    vatPercent: knobs.vatPercent,
  }
  const estimate: EstimateBasis = {
    kind: 'images',
    given: givenOf(knobs),
    observations,
    work: job?.work ?? null,
    currency: settings.currency,
    ...(job === null || job.modelBytes === null || knobs.uplinkMbits === 0
      ? {}
      : { upload: { bytes: job.modelBytes, mbits: knobs.uplinkMbits } }),
  }
  const offers = basis.offers
    .filter(({ stock, spot, trust }) => stock !== 'no' && !spot && (trust === 'datacenter' || !settings.isPrivate))
    .map(offer => ({
      ...offer,
      pricePerHour: inAccount(offer.pricePerHour, conversion),
      extras: offer.extras.map(extra => ({ ...extra, price: inAccount(extra.price, conversion) })),
    }))
  return { estimate, assumed: assumptionsOf(estimate), offers: forecastAll(offers, estimate) }
}

function givenOf({ cloudSecondsPerImage, setupSeconds, ...knobs }: Knobs): Partial<Assumptions> {
  const { localSecondsPerImage, localWatts, electricityPerKwh, timeValuePerHour } = knobs
  return {
    localSecondsPerImage,
    localWatts,
    electricityPerKwh,
    timeValuePerHour,
    ...(cloudSecondsPerImage === null ? {} : { cloudSecondsPerImage }),
    ...(setupSeconds === null ? {} : { setupSeconds }),
  }
}

/** One offer may be begun in several ways. */
export function offerKey({ id, strategy }: Pick<PlanOffer, 'id' | 'strategy'>): string {
  return strategy === 'on-demand' ? id : `${id}~${strategy}`
}

export type Asked = { readonly images: number; readonly lanes: number; readonly offerId: string | null }

export type Reckoned = {
  readonly local: { readonly seconds: number; readonly energyCost: Money }
  /** The best first. */
  readonly options: readonly WeighedOffer[]
  /** The one that was chosen, else the best; null where nothing can be rented. */
  readonly chosen: WeighedOffer | null
  readonly breakEven: number | null
  readonly timeOnly: number | null
  readonly ways: readonly FanOut[]
  readonly worst: WorstCase | null
}

/** Everything that the page shows for so many pictures on so many machines. */
export function reckon(
  basis: PlannerBasis,
  { estimate, assumed, offers }: Ground,
  { images, lanes, offerId }: Asked,
): Reckoned {
  const options = weigh(images, offers, lanes, estimate)
  const chosen = options.find(({ offer }) => offerKey(offer) === offerId) ?? options[0] ?? null
  return {
    local: localWork(images, assumed, basis.settings.currency),
    options,
    chosen,
    breakEven: chosen && breakEvenImages(chosen.offer, chosen.forecast, assumed, lanes),
    timeOnly: chosen && timeOnlyImages(chosen.forecast, assumed),
    ways: chosen ? fanOut(images, chosen.offer, chosen.forecast, MOST_LANES) : [],
    worst: chosen && worstOf(basis, chosen, images),
  }
}

/** If this computer never wakes again. */
function worstOf(
  { deadMen, settings }: PlannerBasis,
  { offer, forecast, option }: WeighedOffer,
  images: number,
): WorstCase {
  const { seconds, cost } = cloudWork(images, offer, option.lanes, forecast)
  return worstCaseOf({
    offers: [{ offerId: offer.id, gpu: offer.gpu, region: offer.region, pricePerHour: offer.pricePerHour }],
    lanes: option.lanes,
    maxCost: settings.maxCost > 0 ? { ...offer.pricePerHour, micros: Math.round(settings.maxCost * 1_000_000) } : null,
    graceSeconds: settings.graceSeconds,
    estimate: { seconds: seconds.total, cost },
    deadMan: deadMen[offer.provider] ?? 'none',
  })
}

/** One place of the break-even chart. Amounts in the account currency. */
export type CurvePoint = {
  readonly images: number
  readonly netValue: number
  readonly cost: number
  readonly localSeconds: number
  readonly cloudSeconds: number
}

const CURVE_POINTS = 40

/** Net value from one picture to `farthest`, evenly on a scale of factors, so that the small numbers can be seen too. */
export function curveOf(
  forecasted: Forecasted<PlanOffer>,
  { assumed }: Pick<Ground, 'assumed'>,
  { lanes, farthest }: { readonly lanes: number; readonly farthest: number },
): CurvePoint[] {
  const at = Array.from({ length: CURVE_POINTS }, (_, point) => Math.round(farthest ** (point / (CURVE_POINTS - 1))))
  return [...new Set(at)].flatMap(images => pointOf(forecasted, { assumed }, { images, lanes }) ?? [])
}

/** Null where the offer is in another currency than home. */
export function pointOf(
  { offer, forecast }: Forecasted<PlanOffer>,
  { assumed }: Pick<Ground, 'assumed'>,
  { images, lanes }: { readonly images: number; readonly lanes: number },
): CurvePoint | null {
  const { netValue, cloud, localSeconds } = compareFor(images, offer, forecast, assumed, lanes)
  return (
    netValue && {
      images,
      netValue: netValue.micros / 1_000_000,
      cost: cloud.cost.micros / 1_000_000,
      localSeconds,
      cloudSeconds: cloud.seconds.total,
    }
  )
}

/** How far the chart reaches: beyond the number asked for and break-even, in steps of 1, 2 and 5, so that it stands still. */
export function farthestOf(images: number, breakEven: number | null): number {
  const wanted = Math.max(200, images * 1.4, (breakEven ?? 0) * 4)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = [1, 2, 5, 10].find(factor => factor * power >= wanted) ?? 10
  return step * power
}
