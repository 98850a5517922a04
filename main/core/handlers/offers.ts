import { matchesOffer } from '../../../common/bursts/match-offer.ts'
import type { Handlers } from '../../../common/contract.ts'
import { toWireMoney } from '../../../common/money.ts'
import { askAll } from '../providers/answers.ts'
import type { Offer } from '../providers/provider.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'providers' | 'settings' | 'wallNow'>

export function offerHandlers({ providers, settings, wallNow }: Needed) {
  return {
    'offers.list': async ({ maxPrice, ...wanted }, signal) => {
      const { currency } = settings()
      const { values, answers } = await askAll(
        providers.all(),
        wallNow,
        async provider => await provider.listOffers(signal),
      )
      const offers = values
        .flat()
        .filter(offer => matchesOffer(offer, wanted) && isWithin(offer, maxPrice, currency))
        .toSorted((a, b) => a.pricePerHour.micros - b.pricePerHour.micros || a.id.localeCompare(b.id, 'en'))
      return { offers: offers.map(offerView), providers: answers }
    },
  } satisfies Partial<Handlers>
}

/** A price in another currency cannot be compared with the limit, so it is not within it. */
function isWithin({ pricePerHour }: Offer, maxPrice: number | undefined, currency: string): boolean {
  return maxPrice === undefined || (pricePerHour.currency === currency && pricePerHour.micros <= maxPrice * 1_000_000)
}

function offerView({ secondsPerImage: _secondsPerImage, ...offer }: Offer) {
  return {
    ...offer,
    pricePerHour: toWireMoney(offer.pricePerHour),
    extras: [],
    fetchedAt: new Date(offer.fetchedAt).toISOString(),
  }
}
