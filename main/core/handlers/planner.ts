import type { Handlers, PlannerBasis, PlannerOffer } from '../../../common/contract.ts'
import { workOf } from '../../../common/pricing/work.ts'
import type { Settings } from '../../../common/settings.ts'
import { loadJob } from '../jobs/load-job.ts'
import { bytesToSend, modelsAskedAbout } from '../models/bytes-to-send.ts'
import { askAll, withDeadline } from '../providers/answers.ts'
import { readAccuracy, readObservations } from '../storage/experience-store.ts'
import type { Parts } from './parts.ts'
import { createWays, type Way } from './ways.ts'

type Needed = Pick<
  Parts,
  'db' | 'providers' | 'identity' | 'service' | 'settings' | 'jobs' | 'models' | 'sources' | 'wallNow'
>

export function plannerHandlers(parts: Needed) {
  const { db, providers, settings, jobs, models, sources, wallNow } = parts
  const ways = createWays(parts)

  /** Null where none is set. */
  async function cardAtHome(signal: AbortSignal): Promise<PlannerBasis['home']> {
    if (settings()['home-comfyui'] === '') return null
    const home = providers.home()
    const answer = await withDeadline(async bounded => await home.listOffers(bounded), signal)
    if (answer.kind === 'trouble') return { gpu: null, error: answer.trouble.message }
    const [offer] = answer.value
    if (offer?.stock !== 'yes') return { gpu: null, error: 'it works for another burst' }
    return { gpu: offer.gpu, error: null }
  }

  return {
    'planner.basis': async ({ source }, signal) => {
      const { values, answers } = await askAll(
        providers.renting(),
        wallNow,
        async (provider, bounded) => await provider.listOffers(bounded),
        signal,
      )
      const job = source ? await loadJob(source, jobs) : null
      const needed = job && modelsAskedAbout(job, models.list())
      return {
        job: job && {
          name: job.name,
          count: job.count,
          work: workOf(job.settings.config),
          modelBytes: needed && bytesToSend(needed, sources),
        },
        offers: (await ways(values.flat(), needed, signal)).map(plannerOffer),
        providers: answers,
        deadMen: Object.fromEntries(providers.all().map(({ id, facts }) => [id, facts.deadMan])),
        observations: readObservations(db),
        home: await cardAtHome(signal),
        accuracy: { money: readAccuracy(db, false), practice: readAccuracy(db, true) },
        settings: settingsView(settings()),
      }
    },
  } satisfies Partial<Handlers>
}

function plannerOffer(offer: Way): PlannerOffer {
  const { provider, id, gpu, gpuCount, spot, region, trust, stock, pricePerHour, billingStepSeconds, minimumSeconds } =
    offer
  return {
    provider,
    id,
    gpu,
    gpuCount,
    spot,
    strategy: offer.strategy,
    bytesToSend: offer.bytesToSend,
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
    warmSeconds: settings['warm-seconds'],
    isPrivate: settings['private-mode'],
  }
}
