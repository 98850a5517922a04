import { toWireMoney } from '../money.ts'
import { KINDS, type Assumptions, type WorkKind } from './assumptions.ts'
import { cloudWork, compare, leastCost, localWork, rangeOfCost, type PricedOffer } from './compare.ts'
import type { EstimateOption } from './estimate-result.ts'
import type { Forecast } from './forecast.ts'
import { cardsText, guessedSecondsPerImage } from './gpu-speed.ts'
import { learnt } from './learn.ts'
import type { Observation } from './observation.ts'
import type { Strategy } from './strategy.ts'
import type { Work } from './work.ts'

/** An offer with what it is called. */
export type NamedOffer = PricedOffer & {
  readonly provider: string
  readonly id: string
  readonly gpu: string
  /** How many of it the machine has; one where it is absent. */
  readonly gpuCount?: number | undefined
  readonly spot: boolean
  /** Of one GPU, as the seller says; undefined where nobody does. */
  readonly secondsPerImage?: number | undefined
  /** How its instance comes up; on demand where it is absent. */
  readonly strategy?: Strategy | undefined
  /** What has to be sent there, where that is another amount than elsewhere; null where nobody knows. */
  readonly bytesToSend?: number | null | undefined
}

/** What an estimate stands on beside the offers. */
export type EstimateBasis = {
  readonly kind: WorkKind
  /** What the user says; the rest is learnt or assumed. */
  readonly given: Partial<Assumptions>
  /** The newest first. */
  readonly observations: readonly Observation[]
  /** Null where nobody says what kind of pictures. */
  readonly work: Work | null
  /** Of the energy at home. */
  readonly currency: string
  /** What has to be sent from here to each machine before it can begin, and how fast this line is; absent: not known. */
  readonly upload?: { readonly bytes: number; readonly mbits: number } | undefined
}

/** Nothing but the offers: as before the first burst. */
export const WITHOUT_EXPERIENCE: EstimateBasis = {
  kind: 'images',
  given: {},
  observations: [],
  work: null,
  currency: 'EUR',
}

export type Forecasted<O extends NamedOffer = NamedOffer> = { readonly offer: O; readonly forecast: Forecast }

/** An offer with all that follows for so many pictures. */
export type Weighed<O extends NamedOffer = NamedOffer> = Forecasted<O> & { readonly option: EstimateOption }

/** Every offer with what it would take and cost on so many lanes, the best first and practice offers last. */
export function weighAll<O extends NamedOffer>(
  images: number,
  offers: readonly O[],
  lanes: number,
  basis: EstimateBasis,
): Weighed<O>[] {
  return weigh(images, forecastAll(offers, basis), lanes, basis)
}

/** How long a lane of each takes: the same for any number of pictures. */
export function forecastAll<O extends NamedOffer>(offers: readonly O[], basis: EstimateBasis): Forecasted<O>[] {
  return offers.map(offer => ({ offer, forecast: forecastFor(offer, basis) }))
}

/** The same as `weighAll`, for whoever asks about many numbers of pictures. */
export function weigh<O extends NamedOffer>(
  images: number,
  offers: readonly Forecasted<O>[],
  lanes: number,
  basis: EstimateBasis,
): Weighed<O>[] {
  return offers
    .map(({ offer, forecast }) => ({
      offer,
      forecast,
      option: optionOf({ images, lanes, offer, forecast }, basis),
    }))
    .toSorted((a, b) => rankOf(a.option) - rankOf(b.option) || a.option.cost.amount - b.option.cost.amount)
}

/** What is given, and for the rest what is assumed of such work at home and away. */
export function assumptionsOf({ kind, given }: Pick<EstimateBasis, 'kind' | 'given'>): Assumptions {
  return { ...KINDS[kind].assumed, ...given }
}

/** What is given counts most, then what bursts have shown, then what the seller says of the offer, then a guess by its GPU. */
export function forecastFor(offer: NamedOffer, { kind, given, observations, work, upload }: EstimateBasis): Forecast {
  const { assumed, isOfGpu } = KINDS[kind]
  const { gpuCount = 1, secondsPerImage } = offer
  const said = kind === 'images' && secondsPerImage !== undefined ? secondsPerImage / gpuCount : undefined
  const { provider, strategy = 'on-demand' } = offer
  const gpu = cardsText(offer)
  const known = said ?? (isOfGpu ? guessedSecondsPerImage(gpu, assumed.cloudSecondsPerImage) : null)
  const asked = { provider, gpu, strategy, simulated: offer.pricePerHour.simulated, work }
  const forecast = learnt(asked, {
    assumed: { ...assumed, ...(known === null ? {} : { cloudSecondsPerImage: known }), ...given },
    given,
    // Pictures teach nothing about trainings.
    observations: kind === 'images' ? observations : [],
    said: said !== undefined,
  })
  // What other bursts sent says less than how much it is this time.
  if (upload === undefined) return forecast
  return { ...forecast, upload: secondsToSend({ ...upload, bytes: offer.bytesToSend ?? upload.bytes }) }
}

const BITS = 8
const MEGA = 1_000_000

function secondsToSend({ bytes, mbits }: NonNullable<EstimateBasis['upload']>): number {
  return Math.round((bytes * BITS * 1000) / (mbits * MEGA)) / 1000
}

/** Less is better; practice money is never better than money, nor the unknown than the known. */
function rankOf({ netValue, cost }: EstimateOption): number {
  const BEHIND = 1e12
  return (cost.simulated ? BEHIND : 0) + (netValue === null ? BEHIND / 2 : -netValue.amount)
}

type Asked = {
  readonly images: number
  readonly lanes: number
  readonly offer: NamedOffer
  readonly forecast: Forecast
}

function optionOf({ images, lanes, offer, forecast }: Asked, basis: EstimateBasis): EstimateOption {
  const assumed = assumptionsOf(basis)
  const cloud = cloudWork(images, offer, lanes, forecast)
  const local = localWork(images, assumed, offer.pricePerHour.currency)
  // What is before tax is compared as it is: the energy too is what this user pays.
  const energyCost = { ...local.energyCost, taxIncluded: offer.pricePerHour.taxIncluded }
  const { savedSeconds, premium, netValue } = compare({ ...local, energyCost }, cloud, assumed)
  const isComparable = offer.pricePerHour.currency === basis.currency
  const range = images === 0 ? null : rangeOfCost(images, offer, lanes, forecast)
  return {
    provider: offer.provider,
    offerId: offer.id,
    gpu: cardsText(offer),
    spot: offer.spot,
    strategy: offer.strategy ?? 'on-demand',
    lanes: Math.max(1, Math.min(lanes, images)),
    pricePerHour: toWireMoney(offer.pricePerHour),
    seconds: { ...cloud.seconds, billed: cloud.billedSeconds },
    cost: toWireMoney(cloud.cost),
    costPerImage: images === 0 ? null : toWireMoney({ ...cloud.cost, micros: Math.round(cloud.cost.micros / images) }),
    savedSeconds,
    premium: isComparable && premium ? toWireMoney(premium) : null,
    netValue: isComparable && netValue ? toWireMoney(netValue) : null,
    low: range && toWireMoney(range.low),
    high: range && toWireMoney(range.high),
    observations: forecast.observations,
    least: toWireMoney(leastCost(images, offer, forecast)),
  }
}
