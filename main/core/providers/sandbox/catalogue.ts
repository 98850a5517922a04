import type { Money } from '../../../../common/money.ts'

/** A kind of machine the practice cloud rents. */
export type CloudOffer = {
  readonly id: string
  readonly gpu: string
  readonly vramBytes: number
  readonly region: string
  readonly country: string
  readonly pricePerHour: Money
  readonly spot: boolean
  readonly trust: 'datacenter' | 'third-party'
  /** How many there are. */
  readonly capacity: number
  /** Per SDXL picture of about a megapixel. */
  readonly secondsPerImage: number
}

const GIB = 1_073_741_824

type Gpu = { key: string; gpu: string; vramGib: number; price: number; spotPrice: number; secondsPerImage: number }
type Place = { region: string; country: string; trust: CloudOffer['trust'] }

const DATACENTRE_GPUS: readonly Gpu[] = [
  { key: 'h100', gpu: 'H100 80GB', vramGib: 80, price: 3.36, spotPrice: 1.68, secondsPerImage: 6 },
  { key: 'a100', gpu: 'A100 80GB', vramGib: 80, price: 3.3, spotPrice: 1.65, secondsPerImage: 8 },
  { key: 'l40s', gpu: 'L40S', vramGib: 48, price: 1.68, spotPrice: 0.84, secondsPerImage: 9 },
  { key: 'l4', gpu: 'L4', vramGib: 24, price: 0.9, spotPrice: 0.45, secondsPerImage: 24 },
]
const MARKET_GPUS: readonly Gpu[] = [
  { key: 'rtx4090', gpu: 'RTX 4090', vramGib: 24, price: 0.71, spotPrice: 0.36, secondsPerImage: 8 },
]

const DATACENTRES: readonly Place[] = [
  { region: 'gra', country: 'FR', trust: 'datacenter' },
  { region: 'waw', country: 'PL', trust: 'datacenter' },
]
const MARKET: readonly Place[] = [{ region: 'market-eu', country: 'DE', trust: 'third-party' }]

/** Plenty in the first region, little in the others: enough to see both kinds of stock. */
const CAPACITY = { first: 16, other: 2 }

/** Everything on offer: invented money at real-looking prices, tax included. */
export const CATALOGUE: readonly CloudOffer[] = [
  ...offersOf(DATACENTRE_GPUS, DATACENTRES),
  ...offersOf(MARKET_GPUS, MARKET),
]

export function offerById(id: string): CloudOffer | undefined {
  return CATALOGUE.find(offer => offer.id === id)
}

function offersOf(gpus: readonly Gpu[], places: readonly Place[]): CloudOffer[] {
  return gpus.flatMap(gpu =>
    places.flatMap((place, index) =>
      [false, true].map(spot => offerOf(gpu, place, spot, index === 0 ? CAPACITY.first : CAPACITY.other)),
    ),
  )
}

function offerOf(gpu: Gpu, place: Place, spot: boolean, capacity: number): CloudOffer {
  const amount = spot ? gpu.spotPrice : gpu.price
  return {
    id: `${gpu.key}-${place.region}${spot ? '-spot' : ''}`,
    gpu: gpu.gpu,
    vramBytes: gpu.vramGib * GIB,
    ...place,
    pricePerHour: { micros: Math.round(amount * 1_000_000), currency: 'EUR', taxIncluded: true, simulated: true },
    spot,
    capacity,
    secondsPerImage: gpu.secondsPerImage,
  }
}
