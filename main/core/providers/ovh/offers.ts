import type { Money } from '../../../../common/money.ts'
import type { Offer } from '../provider.ts'
import type { OvhCatalog, OvhFlavor } from './shapes.ts'

/** GPU flavors by the beginning of their name; the number behind it is the memory in GB, `perGpu` for each GPU. */
const GPUS: readonly {
  readonly family: RegExp
  readonly gpu: string
  readonly vramGb: number
  readonly perGpu: number
}[] = [
  { family: /^h200-(\d+)$/, gpu: 'H200 141GB', vramGb: 141, perGpu: 256 },
  { family: /^h100-(\d+)$/, gpu: 'H100 80GB PCIe', vramGb: 80, perGpu: 380 },
  { family: /^a100-(\d+)$/, gpu: 'A100 80GB', vramGb: 80, perGpu: 180 },
  { family: /^l40s-(\d+)$/, gpu: 'L40S 48GB', vramGb: 48, perGpu: 90 },
  { family: /^l4-(\d+)$/, gpu: 'L4 24GB', vramGb: 24, perGpu: 90 },
  { family: /^a10-(\d+)$/, gpu: 'A10 24GB', vramGb: 24, perGpu: 45 },
  { family: /^rtx5000-(\d+)$/, gpu: 'Quadro RTX 5000 16GB', vramGb: 16, perGpu: 28 },
  { family: /^t1(?:-le)?-(\d+)$/, gpu: 'V100 16GB', vramGb: 16, perGpu: 45 },
  { family: /^t2(?:-le)?-(\d+)$/, gpu: 'V100S 32GB', vramGb: 32, perGpu: 45 },
]

/** Regions by the beginning of their name, as OVHcloud names its data centres. */
const COUNTRIES: readonly (readonly [RegExp, string])[] = [
  [/^(GRA|SBG|RBX|PAR|EU-WEST-PAR)/, 'FR'],
  [/^(DE|LIM)/, 'DE'],
  [/^(UK|ERI)/, 'GB'],
  [/^WAW/, 'PL'],
  [/^(MIL|EU-SOUTH-MIL)/, 'IT'],
  [/^(BHS|TOR|CA-)/, 'CA'],
  [/^(US-|HIL|VIN)/, 'US'],
  [/^(SGP|AP-SOUTHEAST-SGP)/, 'SG'],
  [/^(SYD|AP-SOUTHEAST-SYD)/, 'AU'],
  [/^(AP-SOUTH-MUM|YNM|MUM)/, 'IN'],
]

/** By the second with a minute at least (August 2026); in the US still by the hour. */
export function billingOf(platform: string): { stepSeconds: number; minimumSeconds: number } {
  return platform === 'ovh-us' ? { stepSeconds: 3600, minimumSeconds: 3600 } : { stepSeconds: 1, minimumSeconds: 60 }
}

export const offerIdOf = (flavor: string, region: string): string => `${flavor}@${region}`

/** Null for an id that is not one of ours. */
export function readOfferId(offerId: string): { flavor: string; region: string } | null {
  const [flavor, region, ...rest] = offerId.split('@')
  return flavor === undefined || region === undefined || flavor === '' || region === '' || rest.length > 0
    ? null
    : { flavor, region }
}

/** Prices are in 1e-8 of the currency, for an hour, before tax. Null where the catalogue has none. */
export function priceOf(catalog: OvhCatalog, planCode: string): Money | null {
  const addon = catalog.addons.find(other => other.planCode === planCode)
  const price = addon?.pricings.find(({ intervalUnit }) => intervalUnit === 'hour') ?? addon?.pricings[0]
  if (!price || !Number.isSafeInteger(Math.round(price.price))) return null
  return {
    micros: Math.ceil(Math.round(price.price) / 100),
    currency: catalog.locale.currencyCode,
    taxIncluded: false,
    simulated: false,
  }
}

/** What of these is a GPU with a price. */
export function offersOf(
  flavors: readonly OvhFlavor[],
  catalog: OvhCatalog,
  platform: string,
  fetchedAt: number,
): Offer[] {
  const { stepSeconds, minimumSeconds } = billingOf(platform)
  return flavors.flatMap(flavor => {
    const gpu = gpuOf(flavor.name)
    const pricePerHour = priceOf(catalog, flavor.planCodes?.hourly ?? `${flavor.name}.consumption`)
    if (!gpu || !pricePerHour) return []
    return [
      {
        provider: 'ovh',
        id: offerIdOf(flavor.name, flavor.region),
        gpu: gpu.gpu,
        gpuCount: gpu.count,
        vramBytes: gpu.vramGb * 1e9,
        region: flavor.region,
        country: COUNTRIES.find(([region]) => region.test(flavor.region))?.[1] ?? '',
        pricePerHour,
        billingStepSeconds: stepSeconds,
        minimumSeconds,
        extras: [],
        spot: false,
        stock: stockOf(flavor),
        trust: 'datacenter',
        fetchedAt,
      },
    ]
  })
}

function gpuOf(name: string): { gpu: string; vramGb: number; count: number } | null {
  for (const { family, gpu, vramGb, perGpu } of GPUS) {
    const [, size] = family.exec(name) ?? []
    if (size !== undefined) return { gpu, vramGb, count: Math.max(1, Math.round(Number(size) / perGpu)) }
  }
  return null
}

/** A quota of none is no stock for this account. */
function stockOf({ available, quota }: OvhFlavor): Offer['stock'] {
  return available && quota !== 0 ? 'yes' : 'no'
}
