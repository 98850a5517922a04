import { add, costOfSeconds, isSameKind, zero, type Money } from '../money.ts'
import { laneSeconds, sumOfSeconds, type Assumptions } from './assumptions.ts'

/** What is rented, as far as its price goes. */
export type PricedOffer = {
  readonly pricePerHour: Money
  readonly billingStepSeconds: number
  readonly minimumSeconds: number
  /** What is charged beside the hour, for a GB. */
  readonly extras?: readonly { readonly what: string; readonly price: Money }[]
}

export type CloudWork = {
  readonly seconds: {
    readonly setup: number
    readonly generate: number
    readonly download: number
    readonly total: number
  }
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

/** So many pictures on one offer, shared evenly among its lanes. Nothing is rented for no picture. */
export function cloudWork(images: number, offer: PricedOffer, lanes: number, assumed: Assumptions): CloudWork {
  const used = Math.min(lanes, images)
  if (used === 0)
    return {
      seconds: { setup: 0, generate: 0, download: 0, total: 0 },
      billedSeconds: 0,
      cost: zero(offer.pricePerHour),
    }
  const billing = { stepSeconds: offer.billingStepSeconds, minimumSeconds: offer.minimumSeconds }
  const shareOf = (lane: number) => Math.floor(images / used) + (lane < images % used ? 1 : 0)
  const charges = Array.from({ length: used }, (_, lane) =>
    costOfSeconds(offer.pricePerHour, sumOfSeconds(laneSeconds(shareOf(lane), assumed)), billing),
  )
  const largest = laneSeconds(shareOf(0), assumed)
  return {
    seconds: { ...largest, total: sumOfSeconds(largest) },
    billedSeconds: charges.reduce((sum, { billedSeconds }) => sum + billedSeconds, 0),
    cost: charges.map(({ money }) => money).reduce(add, trafficOf(offer, images, used)),
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

/** One lane of this offer against home, for so many pictures. */
export function compareFor(
  images: number,
  offer: PricedOffer,
  assumed: Assumptions,
): Comparison & { cloud: CloudWork; localSeconds: number } {
  const local = localWork(images, assumed, offer.pricePerHour.currency)
  // What is before tax is compared as it is: the energy too is what this user pays.
  const energyCost = { ...local.energyCost, taxIncluded: offer.pricePerHour.taxIncluded }
  const cloud = cloudWork(images, offer, 1, assumed)
  return { ...compare({ ...local, energyCost }, cloud, assumed), cloud, localSeconds: local.seconds }
}
