import { inAccount, readRates, type Conversion } from '../../../common/pricing/exchange.ts'
import type { Settings } from '../../../common/settings.ts'
import type { Offer } from './provider.ts'

/** How the settings want money to be counted. */
export function conversionOf(settings: Pick<Settings, 'currency' | 'exchange-rates' | 'vat-percent'>): Conversion {
  return {
    currency: settings.currency,
    rates: readRates(settings['exchange-rates']) ?? new Map(),
    vatPercent: settings['vat-percent'],
  }
}

/** An offer with its prices as the account counts them, where a rate is known. */
export function asAccountCounts(offer: Offer, conversion: Conversion): Offer {
  return {
    ...offer,
    pricePerHour: inAccount(offer.pricePerHour, conversion),
    extras: offer.extras.map(extra => ({ ...extra, price: inAccount(extra.price, conversion) })),
  }
}
