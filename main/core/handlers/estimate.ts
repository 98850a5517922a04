import type { Handlers } from '../../../common/contract.ts'
import { BurstError } from '../../../common/errors.ts'
import { KINDS, type Assumptions } from '../../../common/pricing/assumptions.ts'
import { estimate } from '../../../common/pricing/estimate.ts'
import type { NamedOffer } from '../../../common/pricing/weigh.ts'
import { workOf } from '../../../common/pricing/work.ts'
import { loadJob } from '../jobs/load-job.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { bytesToSendFor } from '../models/bytes-to-send.ts'
import { askAll } from '../providers/answers.ts'
import { estimateBasis } from '../spend/experience.ts'
import { readAccuracy } from '../storage/experience-store.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'providers' | 'settings' | 'jobs' | 'models' | 'sources' | 'wallNow'>

export function estimateHandlers({ db, providers, settings, jobs, models, sources, wallNow }: Needed) {
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
    'estimate.compare': async ({ source, kind, images, pricePerHour, assumptions }, signal) => {
      const job = source ? await loadJob(source, jobs) : null
      // A template's pictures are no trainings.
      const count = images ?? (kind === 'training' ? null : job?.count) ?? KINDS[kind].usual
      const offers =
        pricePerHour === undefined ? await offersNow(signal) : [hypothetical(pricePerHour, settings().currency)]
      const basis = estimateBasis(db, settings(), {
        kind,
        work: job && workOf(job.settings.config),
        given: defined(assumptions),
        bytesToSend: job && bytesToSendFor(job, models.list(), sources),
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
