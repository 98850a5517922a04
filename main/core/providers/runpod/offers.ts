import type { z } from 'zod'
import type { Money } from '../../../../common/money.ts'
import type { Offer } from '../provider.ts'
import type { RunpodGpu, RunpodGpus } from './shapes.ts'

/** By the second, from the create. */
export const BILLING = { stepSeconds: 1, minimumSeconds: 1 }

export type RunpodPlace = {
  readonly cloud: 'SECURE' | 'COMMUNITY'
  readonly dataCenter: string
  readonly gpu: string
  /** May be taken away again. */
  readonly isBid?: boolean
}

/** Where any data centre will do. */
const ANYWHERE = 'any'

export function offerIdOf({ cloud, dataCenter, gpu, isBid = false }: RunpodPlace): string {
  return `${isBid ? 'bid/' : ''}${cloud.toLowerCase()}/${dataCenter}/${gpu}`
}

/** Null for an id that is not one of ours. */
export function readOfferId(offerId: string): RunpodPlace | null {
  const [, bid, cloud, dataCenter, gpu] = /^(bid\/)?(secure|community)\/([^/]+)\/(.+)$/.exec(offerId) ?? []
  if (cloud === undefined || dataCenter === undefined || gpu === undefined) return null
  return { cloud: cloud === 'secure' ? 'SECURE' : 'COMMUNITY', dataCenter, gpu, isBid: bid !== undefined }
}

export const dataCentersOf = ({ dataCenter }: RunpodPlace): string[] => (dataCenter === ANYWHERE ? [] : [dataCenter])

/** US dollars an hour, before tax. Null where there is none. */
export function dollars(amount: number | null | undefined): Money | null {
  if (amount === null || amount === undefined || !(amount > 0)) return null
  return { micros: Math.ceil(Math.round(amount * 1e8) / 100), currency: 'USD', taxIncluded: false, simulated: false }
}

/** One for each GPU and data centre of the secure cloud, and one for the community's, whose places nobody names. */
export function offersOf({ gpus }: z.infer<typeof RunpodGpus>, fetchedAt: number): Offer[] {
  return gpus.flatMap(gpu => {
    const secure = gpu.secure === false ? null : dollars(gpu.price?.secure)
    const community = gpu.community === false ? null : dollars(gpu.price?.community)
    const common = {
      provider: 'runpod',
      gpu: gpu.id.replace(/^NVIDIA\s+/, ''),
      gpuCount: 1,
      vramBytes: (gpu.memory ?? 0) * 1e9,
      billingStepSeconds: BILLING.stepSeconds,
      minimumSeconds: BILLING.minimumSeconds,
      extras: [],
      spot: false,
      fetchedAt,
    }
    const places = gpu.dataCenters?.length ? gpu.dataCenters : [{ id: ANYWHERE, availability: gpu.availability }]
    return [
      ...(secure
        ? places.map(({ id, availability }) => ({
            ...common,
            id: offerIdOf({ cloud: 'SECURE', dataCenter: id, gpu: gpu.id }),
            region: id,
            country: countryOf(id),
            pricePerHour: secure,
            stock: stockOf(availability),
            trust: 'datacenter' as const,
          }))
        : []),
      ...(community
        ? [
            {
              ...common,
              id: offerIdOf({ cloud: 'COMMUNITY', dataCenter: ANYWHERE, gpu: gpu.id }),
              region: 'community',
              country: '',
              pricePerHour: community,
              stock: stockOf(gpu.availability),
              trust: 'third-party' as const,
            },
          ]
        : []),
    ]
  })
}

/** As in `EU-RO-1`, `EUR-IS-1`, `US-TX-3`. */
function countryOf(dataCenter: string): string {
  const [area, country] = dataCenter.split('-')
  return area === 'EU' || area === 'EUR' ? (country ?? '') : (area ?? '').slice(0, 2)
}

function stockOf(availability: RunpodGpu['availability']): Offer['stock'] {
  switch (availability) {
    case 'HIGH':
    case 'MEDIUM':
      return 'yes'
    case 'LOW':
      return 'low'
    case 'NONE':
      return 'no'
    default:
      return 'unknown'
  }
}

/** Words by which RunPod says that there is none left: it has no code for it. */
const NO_STOCK =
  /no longer any instances available|no instances currently available|please refresh and try again|does not have the resources|try a different machine|insufficient capacity|out of stock|sold out|not enough free gpus/i

/** Why a create was refused. */
export function reasonOf({ status, message }: { readonly status: number; readonly message: string }) {
  if (NO_STOCK.test(message)) return 'no-stock'
  if (status === 402 || /balance|insufficient funds|spend(ing)? limit/i.test(message)) return 'funds'
  return status === 403 ? 'auth' : 'invalid'
}
