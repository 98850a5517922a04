import type { NeededModel } from '../../../common/models/needed.ts'
import type { Strategy } from '../../../common/pricing/strategy.ts'
import { imageFor, type PreparedOffer } from '../bursts/prepared-offers.ts'
import { mountedVolumes, volumeFor } from '../bursts/volume-offers.ts'
import { warmOffers } from '../bursts/warm-offers.ts'
import { bytesToSend } from '../models/bytes-to-send.ts'
import type { Offer } from '../providers/provider.ts'
import { usableImages } from '../providers/usable-images.ts'
import { volumesThere } from '../providers/usable-volumes.ts'
import type { Parts } from './parts.ts'

/** An offer, and how its instance would come up. */
export type Way = Offer & {
  readonly strategy: Strategy
  /** Of the models, what would have to be sent from here; null where the models are not known. */
  readonly bytesToSend: number | null
}

type Needed = Pick<Parts, 'db' | 'providers' | 'identity' | 'service' | 'settings' | 'sources' | 'wallNow'>

/** Gives back what finds every way to rent: what a provider cannot do is not among them. */
export function createWays(parts: Needed) {
  const { db, providers, service, settings, sources } = parts
  return async (
    offers: readonly Offer[],
    models: readonly NeededModel[] | null,
    signal: AbortSignal,
  ): Promise<Way[]> => {
    const all = providers.all()
    const preparing = {
      images: await usableImages(db, all, signal),
      containerImage: settings()['container-image'],
      providerOf: (id: string) => providers.of(id),
      models: models ?? [],
    }
    const mounting = {
      volumes: (await volumesThere(parts, all, signal)).there.map(({ volume }) => volume),
      inUse: mountedVolumes(service.unfinished()),
      providerOf: preparing.providerOf,
      models: preparing.models,
    }
    const kept = all.flatMap(({ id, facts }) =>
      warmOffers(service.unfinished(), {
        providers: new Set([id]),
        isPrivate: settings()['private-mode'],
        now: facts.clock.now(),
      }),
    )
    const way = (offer: PreparedOffer, strategy: Strategy): Way => {
      const { takes: _takes, image: _image, volume: _volume, hasModels = [], ...rest } = offer
      const missing = models?.filter(({ sha256 }) => !hasModels.includes(sha256)) ?? null
      return { ...rest, strategy, bytesToSend: missing && bytesToSend(missing, sources) }
    }
    return [
      ...offers.map(offer => way(offer, 'on-demand')),
      ...offers.flatMap(offer => imageFor(offer, preparing)).map(offer => way(offer, 'image')),
      ...offers.flatMap(offer => volumeFor(offer, mounting)).map(offer => way(offer, 'volume')),
      ...kept.map(offer => way(offer, 'warm')),
    ]
  }
}
