import { matchesOffer } from '../../../common/bursts/match-offer.ts'
import type { Handlers } from '../../../common/contract.ts'
import { toWireMoney, type Money } from '../../../common/money.ts'
import { cloudWork } from '../../../common/pricing/compare.ts'
import { USUAL_IMAGES } from '../../../common/pricing/estimate.ts'
import { forecastFor } from '../../../common/pricing/weigh.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { askAll } from '../providers/answers.ts'
import type { Offer } from '../providers/provider.ts'
import { estimateBasis } from '../spend/experience.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'providers' | 'settings' | 'wallNow'>

export function offerHandlers({ db, providers, settings, wallNow }: Needed) {
  return {
    'offers.list': async ({ maxPrice, ...wanted }, signal) => {
      const conversion = conversionOf(settings())
      const basis = estimateBasis(db, settings(), { work: null })
      const { values, answers } = await askAll(
        providers.renting(),
        wallNow,
        async (provider, bounded) => await provider.listOffers(bounded),
        signal,
      )
      const offers = values
        .flat()
        .map(offer => asAccountCounts(offer, conversion))
        .filter(offer => matchesOffer(offer, wanted) && isWithin(offer, maxPrice, conversion.currency))
        .map(offer => ({ offer, cost: cloudWork(USUAL_IMAGES, offer, 1, forecastFor(offer, basis)).cost }))
        .toSorted((a, b) => rankOf(a.cost) - rankOf(b.cost) || a.offer.id.localeCompare(b.offer.id, 'en'))
        .map(({ offer }) => offer)
      return { offers: offers.map(offerView), providers: answers }
    },
  } satisfies Partial<Handlers>
}

/** What is in another money than the account's cannot be compared with it, and practice money should not be. */
function rankOf({ micros, taxIncluded, simulated }: Money): number {
  const BEHIND = 1e15
  return micros + (simulated ? 2 * BEHIND : taxIncluded ? 0 : BEHIND)
}

/** A price in another currency cannot be compared with the limit, so it is not within it. */
function isWithin({ pricePerHour }: Offer, maxPrice: number | undefined, currency: string): boolean {
  return maxPrice === undefined || (pricePerHour.currency === currency && pricePerHour.micros <= maxPrice * 1_000_000)
}

function offerView({ secondsPerImage: _secondsPerImage, bid: _bid, ...offer }: Offer) {
  return {
    ...offer,
    pricePerHour: toWireMoney(offer.pricePerHour),
    extras: offer.extras.map(({ what, price }) => ({ what, price: toWireMoney(price) })),
    fetchedAt: new Date(offer.fetchedAt).toISOString(),
  }
}
