import type { Handlers, PlannerBasis, PlannerOffer } from '../../../common/contract.ts'
import { workOf } from '../../../common/pricing/work.ts'
import type { Settings } from '../../../common/settings.ts'
import { loadJob } from '../jobs/load-job.ts'
import { bytesToSendFor } from '../models/bytes-to-send.ts'
import { askAll } from '../providers/answers.ts'
import type { Offer } from '../providers/provider.ts'
import { readAccuracy, readObservations } from '../storage/experience-store.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'providers' | 'settings' | 'jobs' | 'models' | 'sources' | 'wallNow'>

export function plannerHandlers({ db, providers, settings, jobs, models, sources, wallNow }: Needed) {
  return {
    'planner.basis': async ({ source }, signal) => {
      const { values, answers } = await askAll(
        providers.all(),
        wallNow,
        async (provider, bounded) => await provider.listOffers(bounded),
        signal,
      )
      const job = source ? await loadJob(source, jobs) : null
      return {
        job: job && {
          name: job.name,
          count: job.count,
          work: workOf(job.settings.config),
          modelBytes: bytesToSendFor(job, models.list(), sources),
        },
        offers: values.flat().map(plannerOffer),
        providers: answers,
        deadMen: Object.fromEntries(providers.all().map(({ id, facts }) => [id, facts.deadMan])),
        observations: readObservations(db),
        accuracy: { money: readAccuracy(db, false), practice: readAccuracy(db, true) },
        settings: settingsView(settings()),
      }
    },
  } satisfies Partial<Handlers>
}

function plannerOffer(offer: Offer): PlannerOffer {
  const { provider, id, gpu, spot, region, trust, stock, pricePerHour, billingStepSeconds, minimumSeconds } = offer
  return {
    provider,
    id,
    gpu,
    spot,
    region,
    trust,
    stock,
    pricePerHour,
    billingStepSeconds,
    minimumSeconds,
    extras: offer.extras.map(({ what, price }) => ({ what, price })),
    ...(offer.secondsPerImage === undefined ? {} : { secondsPerImage: offer.secondsPerImage }),
  }
}

function settingsView(settings: Settings): PlannerBasis['settings'] {
  return {
    currency: settings.currency,
    exchangeRates: settings['exchange-rates'],
    vatPercent: settings['vat-percent'],
    localSecondsPerImage: settings['local-seconds-per-image'],
    localWatts: settings['local-watts'],
    electricityPerKwh: settings['electricity-per-kwh'],
    timeValuePerHour: settings['time-value-per-hour'],
    uplinkMbits: settings['uplink-mbits'],
    maxCost: settings['max-cost'],
    graceSeconds: settings['grace-seconds'],
    isPrivate: settings['private-mode'],
  }
}
