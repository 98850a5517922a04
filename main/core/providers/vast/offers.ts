import type { Money } from '../../../../common/money.ts'
import { DESCRIPTION } from '../bootstrap/description.ts'
import type { Offer, OfferExtra } from '../provider.ts'
import type { VastOffer } from './shapes.ts'

/** By the second while it runs; the disk for every second it exists. */
export const BILLING = { stepSeconds: 1, minimumSeconds: 1 }

/** GB that a search counts into the price of an hour. */
export const SEARCHED_DISK_GB = 80
const MOST_OFFERS = 200

/** Machines that are worth renting for hours: proven ones, reachable, with a line that does not keep a GPU waiting. */
export function searchFor(kind: 'on-demand' | 'bid') {
  return {
    verified: { eq: true },
    rentable: { eq: true },
    rented: { eq: false },
    num_gpus: { eq: 1 },
    reliability: { gte: 0.98 },
    direct_port_count: { gte: 1 },
    cuda_max_good: { gte: Number(DESCRIPTION.cuda) },
    inet_down: { gte: 500 },
    disk_space: { gte: SEARCHED_DISK_GB },
    type: kind,
    order: [['dph_total', 'asc']],
    limit: MOST_OFFERS,
    allocated_storage: SEARCHED_DISK_GB,
  }
}

/** Its own number, and whether it is a bid. */
export const offerIdOf = (ask: number, isBid: boolean): string => `${isBid ? 'bid' : 'ask'}-${ask}`

/** Null for an id that is not one of ours. */
export function readOfferId(offerId: string): { ask: number; isBid: boolean } | null {
  const [, kind, ask] = /^(bid|ask)-(\d{1,15})$/.exec(offerId) ?? []
  return kind === undefined ? null : { ask: Number(ask), isBid: kind === 'bid' }
}

/** US dollars, before tax. */
export function dollars(amount: number): Money {
  return { micros: Math.ceil(Math.round(amount * 1e8) / 100), currency: 'USD', taxIncluded: false, simulated: false }
}

/** The cheapest of each machine: it can be rented once. */
export function offersOf(offers: readonly VastOffer[], isBid: boolean, fetchedAt: number): Offer[] {
  const seen = new Set<number>()
  return offers
    .toSorted((a, b) => a.dph_total - b.dph_total)
    .flatMap(offer => {
      const machine = offer.machine_id ?? offer.id
      if (seen.has(machine) || offer.rentable === false) return []
      seen.add(machine)
      return [offerView(offer, isBid, fetchedAt)]
    })
}

function offerView(offer: VastOffer, isBid: boolean, fetchedAt: number): Offer {
  const [, country = ''] = /([A-Z]{2})\s*$/.exec(offer.geolocation ?? '') ?? []
  return {
    provider: 'vast',
    id: offerIdOf(offer.id, isBid),
    gpu: offer.gpu_name,
    gpuCount: offer.num_gpus,
    vramBytes: (offer.gpu_ram ?? 0) * 1e6,
    region: country === '' ? 'unknown' : country,
    country,
    pricePerHour: dollars(offer.dph_total),
    billingStepSeconds: BILLING.stepSeconds,
    minimumSeconds: BILLING.minimumSeconds,
    extras: extrasOf(offer),
    spot: isBid,
    ...(isBid ? { bid: dollars(offer.dph_total) } : {}),
    // Somebody else may take it at any moment.
    stock: 'low',
    trust: offer.datacenter === true || offer.hosting_type === 1 ? 'datacenter' : 'third-party',
    ...(offer.machine_id ? { host: String(offer.machine_id) } : {}),
    fetchedAt,
  }
}

function extrasOf({ inet_up_cost: up, inet_down_cost: down }: VastOffer): OfferExtra[] {
  const extras: OfferExtra[] = []
  if (up) extras.push({ what: 'egress', price: dollars(up) })
  if (down) extras.push({ what: 'ingress', price: dollars(down) })
  return extras
}
