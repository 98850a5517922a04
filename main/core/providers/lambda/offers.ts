import type { z } from 'zod'
import type { Money } from '../../../../common/money.ts'
import type { Offer } from '../provider.ts'
import type { LambdaType, LambdaTypes } from './shapes.ts'

/** By the minute (Lambda's billing page). */
export const BILLING = { stepSeconds: 60, minimumSeconds: 60 }

/** Regions are named after the country but for these. */
const COUNTRIES: readonly (readonly [RegExp, string])[] = [
  [/^us-/, 'US'],
  [/^europe-central-1/, 'DE'],
  [/^me-west-1/, 'IL'],
  [/^asia-south-1/, 'IN'],
  [/^asia-northeast-/, 'JP'],
]

export const offerIdOf = (type: string, region: string): string => `${type}@${region}`

/** Null for an id that is not one of ours. */
export function readOfferId(offerId: string): { type: string; region: string } | null {
  const [type, region, ...rest] = offerId.split('@')
  return !type || !region || rest.length > 0 ? null : { type, region }
}

/** Whole cents of a US dollar, before tax. */
export function priceOf({ price_cents_per_hour: cents }: LambdaType): Money {
  return { micros: Math.round(cents * 10_000), currency: 'USD', taxIncluded: false, simulated: false }
}

/** One for each type and region that shows capacity; a type that has none anywhere is shown once, without stock. */
export function offersOf({ data }: z.infer<typeof LambdaTypes>, fetchedAt: number): Offer[] {
  return Object.values(data).flatMap(({ instance_type: type, regions_with_capacity_available: regions }) => {
    const gpuCount = type.specs.gpus ?? gpusIn(type.name)
    // Their ARM machines would need another set-up than ours.
    if (gpuCount === 0 || /gh200/i.test(type.name)) return []
    const places = regions.length > 0 ? regions.map(({ name }) => name) : ['']
    return places.map(region => ({
      provider: 'lambda',
      id: offerIdOf(type.name, region),
      gpu: type.gpu_description ?? type.description ?? type.name,
      gpuCount,
      vramBytes: vramOf(type) * 1e9,
      region,
      country: COUNTRIES.find(([name]) => name.test(region))?.[1] ?? '',
      pricePerHour: priceOf(type),
      billingStepSeconds: BILLING.stepSeconds,
      minimumSeconds: BILLING.minimumSeconds,
      extras: [],
      spot: false,
      stock: region === '' ? ('no' as const) : ('yes' as const),
      trust: 'datacenter' as const,
      fetchedAt,
    }))
  })
}

function gpusIn(name: string): number {
  return Number(/^gpu_(\d+)x_/.exec(name)?.[1] ?? 0)
}

/** As in `H100 (80 GB SXM5)`, GB; 0 where the description names none. */
function vramOf({ gpu_description: text = '', description = '' }: LambdaType): number {
  return Number(/(\d+)\s*GB/.exec(`${text} ${description}`)?.[1] ?? 0)
}
