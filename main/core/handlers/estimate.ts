import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { KINDS, type Assumptions } from '../../../common/pricing/assumptions.ts'
import { estimate } from '../../../common/pricing/estimate.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import type { NamedOffer } from '../../../common/pricing/weigh.ts'
import { workOf } from '../../../common/pricing/work.ts'
import { loadJob } from '../jobs/load-job.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { bytesToSend, modelsAskedAbout } from '../models/bytes-to-send.ts'
import { askAll } from '../providers/answers.ts'
import { estimateBasis } from '../spend/experience.ts'
import { readAccuracy } from '../storage/experience-store.ts'
import type { Parts } from './parts.ts'
import { createWays } from './ways.ts'

type Needed = Pick<
  Parts,
  'db' | 'providers' | 'identity' | 'service' | 'settings' | 'jobs' | 'models' | 'sources' | 'wallNow'
>

export function estimateHandlers(parts: Needed) {
  const { db, providers, settings, jobs, models, sources, wallNow } = parts
  const ways = createWays(parts)

  /** What can be rented at every provider that is set up; one that does not answer is left out. */
  async function offersNow(needed: readonly NeededModel[] | null, signal: AbortSignal): Promise<NamedOffer[]> {
    const { values } = await askAll(
      providers.renting(),
      wallNow,
      async (provider, bounded) => await provider.listOffers(bounded),
      signal,
    )
    const conversion = conversionOf(settings())
    const inStock = values.flat().filter(({ stock }) => stock !== 'no')
    // What is kept running is counted as the account does already.
    return await ways(
      inStock.map(offer => asAccountCounts(offer, conversion)),
      needed,
      signal,
    )
  }

  return {
    'estimate.compare': async ({ source, kind, images, pricePerHour, assumptions }, signal) => {
      const job = source ? await loadJob(source, jobs) : null
      // A template's pictures are no trainings.
      const count = images ?? (kind === 'training' ? null : job?.count) ?? KINDS[kind].usual
      const needed = job && modelsAskedAbout(job, models.list())
      const offers =
        pricePerHour === undefined ? await offersNow(needed, signal) : [hypothetical(pricePerHour, settings().currency)]
      const basis = estimateBasis(db, settings(), {
        kind,
        work: job && workOf(job.settings.config),
        given: defined(assumptions),
        bytesToSend: needed && bytesToSend(needed, sources),
      })
      const isPractice = offers.every(({ pricePerHour: price }) => price.simulated)
      const accuracy = pricePerHour === undefined ? readAccuracy(db, isPractice) : null
      return estimate(count, offers, basis, accuracy)
    },
  } satisfies Partial<Handlers>
}

/** Only what was said. */
function defined(assumptions: { [K in keyof Assumptions]?: Assumptions[K] | undefined }): Partial<Assumptions> {
  return Object.fromEntries(Object.entries(assumptions).filter(([, value]) => value !== undefined))
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
