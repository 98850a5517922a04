import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { estimate, USUAL_IMAGES, type NamedOffer } from '../../../common/pricing/estimate.ts'
import { loadJob } from '../jobs/load-job.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { askAll } from '../providers/answers.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'providers' | 'settings' | 'jobs' | 'wallNow'>

export function estimateHandlers({ providers, settings, jobs, wallNow }: Needed) {
  /** What can be rented at every provider that is set up; one that does not answer is left out. */
  async function offersNow(signal: AbortSignal): Promise<NamedOffer[]> {
    const { values } = await askAll(
      providers.all(),
      wallNow,
      async (provider, bounded) => await provider.listOffers(bounded),
      signal,
    )
    const conversion = conversionOf(settings())
    return values
      .flat()
      .filter(({ stock }) => stock !== 'no')
      .map(offer => asAccountCounts(offer, conversion))
  }

  return {
    'estimate.compare': async ({ source, images, pricePerHour, assumptions }, signal) => {
      const { currency } = settings()
      const count = images ?? (source ? (await loadJob(source, jobs)).count : USUAL_IMAGES)
      const offers = pricePerHour === undefined ? await offersNow(signal) : [hypothetical(pricePerHour, currency)]
      const given = Object.entries(assumptions).filter(([, value]) => value !== undefined)
      return estimate(count, offers, Object.fromEntries(given), currency)
    },
  } satisfies Partial<Handlers>
}

/** By the second, as most sellers bill. */
function hypothetical(pricePerHour: number, currency: string): NamedOffer {
  const micros = Math.round(pricePerHour * 1_000_000)
  if (!Number.isSafeInteger(micros))
    throw new BurstError('usage', [
      { code: 'price-out-of-range', message: `--price-per-hour is ${pricePerHour}.`, remedy: 'Use an amount an hour.' },
    ])
  return {
    provider: 'hypothetical',
    id: 'hypothetical',
    gpu: 'any',
    spot: false,
    pricePerHour: { micros, currency, taxIncluded: true, simulated: false },
    billingStepSeconds: 1,
    minimumSeconds: 0,
  }
}
