import type { Handlers, VolumeProposal } from '../../../common/contract.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import { toWireMoney } from '../../../common/money.ts'
import { cloudWork } from '../../../common/pricing/compare.ts'
import { inAccount } from '../../../common/pricing/exchange.ts'
import { volumeGain } from '../../../common/pricing/volume-gain.ts'
import { forecastFor } from '../../../common/pricing/weigh.ts'
import { workOf } from '../../../common/pricing/work.ts'
import { BurstError } from '../../../common/errors.ts'
import { loadJob } from '../jobs/load-job.ts'
import { bytesToSend, modelsAskedAbout } from '../models/bytes-to-send.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { askAll, withDeadline } from '../providers/answers.ts'
import type { Offer, VolumeShelf } from '../providers/provider.ts'
import { volumesThere } from '../providers/usable-volumes.ts'
import { estimateBasis } from '../spend/experience.ts'
import { burstsSince } from '../storage/experience-store.ts'
import type { Parts } from './parts.ts'

const MONTH_MS = 30 * 86_400_000
const GB = 1e9
/** Room for the next model, and what a file system takes for itself. */
const SPARE = 1.25
/** Sizes are easier to read and to compare in such steps. */
const STEP = 10 * GB

type Needed = Pick<Parts, 'db' | 'providers' | 'identity' | 'settings' | 'jobs' | 'models' | 'sources' | 'wallNow'>
type Propose = Handlers['volumes.propose']

/** What a volume for these models should hold, bytes. */
export function sizeFor({ size }: VolumeShelf, models: readonly NeededModel[]): number {
  const wanted = Math.ceil((models.reduce((sum, { bytes }) => sum + bytes, 0) * SPARE) / STEP) * STEP
  return Math.min(Math.max(wanted, size?.least ?? STEP), size?.most ?? Infinity)
}

/**
 * Gives back what says where a volume would gain: for each seller and region the offer with which the burst costs least, as
 * it is and with the models there. Where there is a volume already none is proposed.
 */
export function createVolumeAdvice(parts: Needed) {
  const { db, providers, settings, jobs, models, sources, wallNow } = parts
  return async ({ source, bursts: wanted }: Parameters<Propose>[0], signal: AbortSignal): ReturnType<Propose> => {
    const keepers = providers.all().filter(({ volumes }) => volumes !== null)
    const job = await loadJob(source, jobs)
    const needed = modelsNeeded(job, models.list())
    const bytes = bytesToSend(needed, sources)
    const { values } = await askAll(keepers, wallNow, async (provider, at) => await provider.listOffers(at), signal)
    const { there } = await volumesThere(parts, keepers, signal)
    const conversion = conversionOf(settings())
    const basis = estimateBasis(db, settings(), { work: workOf(job.settings.config), bytesToSend: bytes })
    const since = wallNow() - MONTH_MS
    const count = (simulated: boolean) => wanted ?? burstsSince(db, since, simulated)

    async function proposal(offer: Offer): Promise<VolumeProposal | null> {
      const shelf = providers.of(offer.provider)?.volumes
      if (!shelf?.isReachable(offer, offer.region)) return null
      const place = { region: offer.region, bytes: sizeFor(shelf, needed) }
      const price = await withDeadline(async at => await shelf.pricePerMonth(place, at), signal)
      if (price.kind !== 'answer' || price.value === null) return null
      const pricePerMonth = inAccount(price.value, conversion)
      const without = costOf(offer, 'on-demand', bytes)
      const withVolume = costOf(offer, 'volume', 0)
      const sum = volumeGain({ without, withVolume, pricePerMonth, bursts: count(offer.pricePerHour.simulated) })
      return (
        sum && {
          provider: offer.provider,
          ...place,
          gpu: offer.gpu,
          offerId: offer.id,
          pricePerMonth: toWireMoney(pricePerMonth),
          without: toWireMoney(without),
          withVolume: toWireMoney(withVolume),
          saved: toWireMoney(sum.saved),
          gain: toWireMoney(sum.gain),
          paysFrom: sum.paysFrom,
        }
      )
    }

    function costOf(offer: Offer, strategy: 'on-demand' | 'volume', toSend: number) {
      const forecast = forecastFor({ ...offer, strategy, bytesToSend: toSend }, basis)
      return cloudWork(job.count, offer, 1, forecast).cost
    }

    const has = new Set(there.map(({ volume: { provider, region } }) => `${provider} ${region}`))
    const offers = values
      .flat()
      .filter(({ provider, region, spot, stock }) => !spot && stock !== 'no' && !has.has(`${provider} ${region}`))
      .map(offer => asAccountCounts(offer, conversion))
    if (!basis.upload) throw lineUnknown()
    const found = bytes > 0 ? await Promise.all(cheapestOf(offers, costOf, bytes).map(proposal)) : []
    const all = found.filter(one => one !== null)
    const practiceLast = (a: VolumeProposal, b: VolumeProposal) => Number(a.gain.simulated) - Number(b.gain.simulated)
    const proposals = all
      .filter(({ gain }) => gain.amount > 0)
      .toSorted((a, b) => practiceLast(a, b) || b.gain.amount - a.gain.amount)
    const [nearest = null] = all
      .filter(({ paysFrom }) => paysFrom !== null)
      .toSorted((a, b) => practiceLast(a, b) || (a.paysFrom ?? 0) - (b.paysFrom ?? 0))
    const isPractice = keepers.every(({ facts }) => facts.simulated)
    return { bursts: count(isPractice), proposals, nearest: proposals.length === 0 ? nearest : null }
  }
}

/** One for each seller and region. */
function cheapestOf(
  offers: readonly Offer[],
  costOf: (offer: Offer, strategy: 'volume', toSend: number) => { readonly micros: number },
  bytes: number,
): Offer[] {
  const best = new Map<string, { offer: Offer; micros: number }>()
  for (const offer of offers) {
    const { micros } = costOf(offer, 'volume', bytes)
    const place = `${offer.provider} ${offer.region}`
    if (micros < (best.get(place)?.micros ?? Infinity)) best.set(place, { offer, micros })
  }
  return [...best.values()].map(({ offer }) => offer)
}

/** The models that a volume for this job would hold; BurstError `models-unknown` where one is not in the library. */
export function modelsNeeded(...asked: Parameters<typeof modelsAskedAbout>): readonly NeededModel[] {
  const needed = modelsAskedAbout(...asked)
  if (needed) return needed
  throw new BurstError('usage', [
    {
      code: 'models-unknown',
      message: 'Not all models of the job are in the library.',
      remedy: 'Add their folder with `burst models scan DIR`.',
    },
  ])
}

function lineUnknown(): BurstError {
  return new BurstError('usage', [
    {
      code: 'line-unknown',
      message: 'How fast this line sends is not known, so nobody can say what a volume would spare.',
      remedy: 'Measure it with `burst estimate --measure-line`, or set `uplink-mbits`.',
    },
  ])
}
