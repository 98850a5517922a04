import { add, costOfSeconds, isSameKind, zero, type Money } from '../money.ts'
import type { Assumptions } from './assumptions.ts'
import { laneSeconds, rangeOfSeconds, sumOfSeconds, type Forecast, type LaneSeconds } from './forecast.ts'

/** What is rented, as far as its price goes. */
export type PricedOffer = {
  readonly pricePerHour: Money
  readonly billingStepSeconds: number
  readonly minimumSeconds: number
  /** What is charged beside the hour, for a GB. */
  readonly extras?: readonly { readonly what: string; readonly price: Money }[]
}

export type CloudWork = {
  readonly seconds: LaneSeconds & { readonly total: number }
  /** Of all lanes together, in the seller's steps. */
  readonly billedSeconds: number
  readonly cost: Money
}

/** At home: seconds, and the energy in the account currency with tax. */
export function localWork(
  images: number,
  assumed: Assumptions,
  currency: string,
): { seconds: number; energyCost: Money } {
  const seconds = sumOfSeconds({ all: images * assumed.localSecondsPerImage })
  const kilowattHours = (seconds * assumed.localWatts) / 3_600_000
  const micros = Math.round(kilowattHours * assumed.electricityPerKwh * 1_000_000)
  return { seconds, energyCost: { micros, currency, taxIncluded: true, simulated: false } }
}

const NOTHING: LaneSeconds = { provision: 0, setup: 0, upload: 0, generate: 0, download: 0, teardown: 0 }

/** So many pictures on one offer, shared evenly among its lanes. Nothing is rented for no picture. */
export function cloudWork(images: number, offer: PricedOffer, lanes: number, forecast: Forecast): CloudWork {
  const used = Math.min(lanes, images)
  if (used === 0) return { seconds: { ...NOTHING, total: 0 }, billedSeconds: 0, cost: zero(offer.pricePerHour) }
  const shares = sharesOf(images, used).map(share => sumOfSeconds({ ...laneSeconds(share, forecast) }))
  const largest = laneSeconds(Math.ceil(images / used), forecast)
  return { seconds: { ...largest, total: shares[0] ?? 0 }, ...chargeOf(images, offer, shares, forecast) }
}

/** What it costs at least and at most, nine times in ten. */
export function rangeOfCost(
  images: number,
  offer: PricedOffer,
  lanes: number,
  forecast: Forecast,
): { low: Money; high: Money } {
  const used = Math.min(lanes, images)
  const ranges = sharesOf(images, used).map(share => rangeOfSeconds(share, forecast))
  const costOf = (seconds: number[]) => chargeOf(images, offer, seconds, forecast).cost
  return { low: costOf(ranges.map(({ low }) => low)), high: costOf(ranges.map(({ high }) => high)) }
}

/** What the making alone would cost: no boot, no models, no way home, by the second. No burst is cheaper. */
export function leastCost(images: number, { pricePerHour }: PricedOffer, forecast: Forecast): Money {
  return { ...pricePerHour, micros: Math.floor((pricePerHour.micros * images * forecast.secondsPerImage) / 3600) }
}

/** Pictures for each lane: as even as can be, the larger shares first. */
function sharesOf(images: number, lanes: number): number[] {
  return Array.from({ length: lanes }, (_, lane) => Math.floor(images / lanes) + (lane < images % lanes ? 1 : 0))
}

function chargeOf(images: number, offer: PricedOffer, laneTotals: readonly number[], { unbilled }: Forecast) {
  const billing = { stepSeconds: offer.billingStepSeconds, minimumSeconds: offer.minimumSeconds }
  const charges = laneTotals.map(seconds =>
    costOfSeconds(offer.pricePerHour, sumOfSeconds({ seconds, unbilled: -unbilled }), billing),
  )
  return {
    billedSeconds: charges.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0),
    cost: charges.map(({ money }) => money).reduce(add, trafficOf(offer, images, laneTotals.length)),
  }
}

/** An SDXL checkpoint, GB: what a lane is sent before it begins. */
const MODELS_GB = 6.9
/** A PNG of about a megapixel, GB. */
const PICTURE_GB = 0.0016

/** What goes in and out, where the seller charges for it; what is in another kind of money is left out. */
function trafficOf({ extras = [], pricePerHour }: PricedOffer, images: number, lanes: number): Money {
  const gigabytes: Readonly<Record<string, number>> = { ingress: MODELS_GB * lanes, egress: PICTURE_GB * images }
  return extras
    .filter(({ price }) => isSameKind(price, pricePerHour))
    .map(({ what, price }) => ({ ...price, micros: Math.ceil(price.micros * (gigabytes[what] ?? 0)) }))
    .reduce(add, zero(pricePerHour))
}

export type Comparison = {
  /** Negative where home is faster. */
  readonly savedSeconds: number
  /** What the cloud costs beyond the energy at home; null where the two are in different currencies or tax. */
  readonly premium: Money | null
  /** The worth of the time saved, less the premium. */
  readonly netValue: Money | null
}

/** Cloud against home. Sums with practice money are practice money. */
export function compare(
  local: { readonly seconds: number; readonly energyCost: Money },
  cloud: Pick<CloudWork, 'cost'> & { readonly seconds: { readonly total: number } },
  assumed: Assumptions,
): Comparison {
  const savedSeconds = sumOfSeconds({ local: local.seconds, cloud: -cloud.seconds.total })
  const energy = { ...local.energyCost, simulated: cloud.cost.simulated }
  if (!isSameKind(energy, cloud.cost)) return { savedSeconds, premium: null, netValue: null }
  const premium = { ...cloud.cost, micros: cloud.cost.micros - energy.micros }
  const worth = Math.round((savedSeconds * assumed.timeValuePerHour * 1_000_000) / 3600)
  return { savedSeconds, premium, netValue: { ...premium, micros: worth - premium.micros } }
}

/** So many lanes of this offer against home, for so many pictures. */
export function compareFor(
  images: number,
  offer: PricedOffer,
  forecast: Forecast,
  assumed: Assumptions,
  lanes = 1,
): Comparison & { cloud: CloudWork; localSeconds: number } {
  const local = localWork(images, assumed, offer.pricePerHour.currency)
  // What is before tax is compared as it is: the energy too is what this user pays.
  const energyCost = { ...local.energyCost, taxIncluded: offer.pricePerHour.taxIncluded }
  const cloud = cloudWork(images, offer, lanes, forecast)
  return { ...compare({ ...local, energyCost }, cloud, assumed), cloud, localSeconds: local.seconds }
}
