import { BurstError } from '../../../common/errors.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import type { Offer, Provider } from '../providers/provider.ts'
import type { PreparedImage } from '../storage/prepared-images.ts'

/** An offer with what its instances would begin with. */
export type PreparedOffer = Offer & {
  readonly image?: string
  /** The model volume that its instance mounts. */
  readonly volume?: string
  /** An instance that another burst keeps, in place of a new one. */
  readonly takes?: { readonly burstId: string; readonly lane: number }
  /** Hashes of models that are there already. */
  readonly hasModels?: readonly string[]
}

export type Preparing = {
  /** Of this home, with the set-up of this Burst, and ready at their sellers now; the newest first. */
  readonly images: readonly PreparedImage[]
  /** What containers start from; empty for the usual one. */
  readonly containerImage: string
  readonly providerOf: (id: string) => Provider | null
  readonly models: readonly NeededModel[]
}

/**
 * Each offer with the best image it could start from: one that has most of the models, then the newest. Offers that have
 * none are left out; BurstError `no-image` where that is all of them.
 */
export function preparedOffers(offers: readonly Offer[], preparing: Preparing): PreparedOffer[] {
  const found = offers.flatMap(offer => imageFor(offer, preparing))
  if (found.length > 0 || offers.length === 0) return found
  const sellers = [...new Set(offers.map(({ provider }) => provider))]
  throw new BurstError('usage', [
    {
      code: 'no-image',
      message: `There is no prepared image to start from at ${sellers.join(', ')}.`,
      remedy: `Make one with \`burst images build --provider ${sellers[0]}\`, or leave --strategy away. \`burst images list\` shows what there is.`,
    },
  ])
}

/** The offer with the image it could start from; none where there is none. */
export function imageFor(offer: Offer, { images, containerImage, providerOf, models }: Preparing): PreparedOffer[] {
  const provider = providerOf(offer.provider)
  if (provider?.facts.startsFrom === 'containers')
    return containerImage === '' ? [] : [{ ...offer, image: containerImage, hasModels: [] }]
  const bytesIn = (image: PreparedImage) =>
    models.filter(({ sha256 }) => hashesOf(image).includes(sha256)).reduce((sum, { bytes }) => sum + bytes, 0)
  const [best] = images
    .filter(image => image.provider === offer.provider && image.region === offer.region)
    .toSorted((a, b) => bytesIn(b) - bytesIn(a) || b.createdAt - a.createdAt)
  return best ? [{ ...offer, image: best.imageId, hasModels: hashesOf(best) }] : []
}

const hashesOf = ({ models }: PreparedImage) => models.map(({ sha256 }) => sha256)

/** Offers at which the disk of an instance can be kept; BurstError `no-images` where that is none of them. */
export function keepingOffers(offers: readonly Offer[], providerOf: Preparing['providerOf']): Offer[] {
  const found = offers.filter(({ provider }) => providerOf(provider)?.images)
  if (found.length > 0 || offers.length === 0) return found
  const isContainer = offers.some(({ provider }) => providerOf(provider)?.facts.startsFrom === 'containers')
  throw new BurstError('usage', [
    {
      code: 'no-images',
      message: `${[...new Set(offers.map(({ provider }) => provider))].join(', ')} keeps no disks of machines.`,
      remedy: isContainer
        ? 'It starts containers: build one from `burst images dockerfile`, push it, and name it with `burst config set container-image NAME`.'
        : 'Prepared images can be made at ovh, and at the sandbox to practise.',
    },
  ])
}
