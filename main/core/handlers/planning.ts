import { type Plan } from '../../../common/bursts/plan.ts'
import type { Handlers } from '../../../common/contract.ts'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { modelsForJob, withFileNames } from '../../../common/models/for-job.ts'
import type { LibraryModel } from '../../../common/models/model.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import type { PromptItem } from '../../../common/job/job.ts'
import { withEmbeddings } from '../../../common/models/job-embeddings.ts'
import { withUsedClipSkip } from '../../../common/models/clip-skip.ts'
import { placeOfModel, type NeededModel } from '../../../common/models/needed.ts'
import type { Forecast } from '../../../common/pricing/forecast.ts'
import { forecastFor, type EstimateBasis } from '../../../common/pricing/weigh.ts'
import { workOf } from '../../../common/pricing/work.ts'
import { buildGraphs } from '../../../common/workflow/graph.ts'
import { modelsOf } from '../../../common/workflow/models.ts'
import { checkJob } from '../../../common/workflow/check-job.ts'
import { packsOf } from '../../../common/workflow/node-packs.ts'
import { promptWarnings } from '../../../common/workflow/prompt-syntax.ts'
import { planBurst } from '../bursts/plan.ts'
import { keepingOffers, preparedOffers, type PreparedOffer } from '../bursts/prepared-offers.ts'
import { mountedVolumes, volumeOffers } from '../bursts/volume-offers.ts'
import { warmOffers } from '../bursts/warm-offers.ts'
import { checkInputs } from '../jobs/read-input.ts'
import { loadJob } from '../jobs/load-job.ts'
import type { LoadedJob } from '../jobs/loaded-job.ts'
import { bytesToSend } from '../models/bytes-to-send.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { answerOf, withDeadline } from '../providers/answers.ts'
import type { Offer, Provider } from '../providers/provider.ts'
import { lackingAtHome } from '../providers/home/lacking.ts'
import { usableImages } from '../providers/usable-images.ts'
import { volumesThere } from '../providers/usable-volumes.ts'
import { estimateBasis } from '../spend/experience.ts'
import { isSlowHost } from '../storage/slow-hosts.ts'
import type { Parts } from './parts.ts'

export type PlanningParts = Pick<
  Parts,
  | 'db'
  | 'providers'
  | 'identity'
  | 'settings'
  | 'jobs'
  | 'models'
  | 'sources'
  | 'budgets'
  | 'service'
  | 'store'
  | 'wallNow'
>
type RunInput = Parameters<Handlers['bursts.plan']>[0]
export type Planned = { job: LoadedJob; plan: Plan; models: NeededModel[]; warnings: Problem[] }

/** Gives back what plans a burst as a face asks for it. */
export function createPlanning({
  db,
  providers,
  identity,
  settings,
  jobs,
  models: library,
  sources,
  budgets,
  service,
  store,
  wallNow,
}: PlanningParts) {
  /** Everything that can be wrong is found before anything is rented. */
  async function planned(input: RunInput, signal: AbortSignal): Promise<Planned> {
    const asked = providers.chosen(input.provider)
    const loaded = await loadJob(input.source, jobs)
    const known = library.list()
    const clip = withUsedClipSkip(withFileNames(loaded.settings, known), known)
    const embedded = withEmbeddings(clip.settings, loaded.items(), known)
    const job = { ...loaded, settings: embedded.settings }
    await checkInputs(job.settings.config)
    // A workflow may have no place for what a prompt brings: better found now.
    if (job.settings.config.workflow) buildGraphs(job.settings.config).collect(job.items())
    const isAtHome = asked[0].facts.hasOwnModels === true
    const needed = isAtHome ? NOTHING_NEEDED : modelsNeeded(job, known, asked[0].facts.simulated)
    const home = input.withHome === true || isAtHome ? await cardAtHome(job, signal) : null
    const checked = [...checkJob(job.settings.config), ...promptWarnings(job.items())]
    const found = await offersOf(asked, signal)
    const warnings = [
      ...job.warnings,
      ...clip.warnings,
      ...embedded.warnings,
      ...checked,
      ...needed.warnings,
      ...found.warnings,
    ]
    const conversion = conversionOf(settings())
    // Whoever wants nothing on a disk does not want it in a stranger's house either.
    const trusted = found.offers.filter(({ trust }) => trust === 'datacenter' || !settings()['private-mode'])
    const offers = trusted
      .filter(({ provider, host }) => !isSlowHost(db, wallNow(), provider, host))
      .map(offer => asAccountCounts(offer, conversion))
    refuseOnMeteredLine(needed.models)
    const ready = [
      ...kept(input, job, needed.models, asked),
      ...(await prepared(input, offers, needed.models, asked, signal)),
    ]
    const basis = estimateBasis(db, settings(), {
      work: workOf(job.settings.config),
      bytesToSend: bytesToSend(needed.models, sources),
    })
    const plan = planBurst({
      count: job.count,
      offers: ready,
      choice: input,
      appSettings: settings(),
      budgets: budgets.promised(),
      home: isAtHome ? null : home,
      forecast: offer =>
        isAtHome
          ? asItIs(forecastOf(offer, { ...basis, upload: undefined }, [], 1))
          : withSaving(forecastOf(offer, basis, needed.models, input.lanes), input.keepsImage !== undefined),
    })
    return { job, warnings, plan, models: needed.models }
  }

  /** The card at home, if it can make the pictures of this job. BurstError with everything that it lacks. */
  async function cardAtHome(job: LoadedJob, signal: AbortSignal) {
    if (settings()['private-mode'])
      throw homeProblem(
        'home-not-private',
        'Pictures made at home stay on the disk of its ComfyUI.',
        'Set private-mode to false, or rent.',
      )
    const provider = providers.home()
    const [offer] = answerOf(provider, await withDeadline(async bounded => await provider.listOffers(bounded), signal))
    if (!offer) throw new Error('the card at home offers nothing')
    if (offer.stock === 'no')
      throw homeProblem('home-busy', 'The card at home works for another burst.', 'Wait for its end, or leave it out.')
    const choices = answerOf(provider, await withDeadline(async bounded => await provider.choices(bounded), signal))
    const lacking = lackingAtHome(Object.values(buildGraphs(job.settings.config).collect(job.items()).graphs), choices)
    if (lacking.length > 0) throw new BurstError('usage', lacking)
    const basis = estimateBasis(db, settings(), { work: workOf(job.settings.config), bytesToSend: 0 })
    return { offer, secondsPerImage: forecastFor(offer, basis).secondsPerImage }
  }

  /** The offers that can be rented in the way that is asked for. */
  async function prepared(
    { strategy, keepsImage }: RunInput,
    offers: readonly Offer[],
    models: readonly NeededModel[],
    asked: readonly Provider[],
    signal: AbortSignal,
  ): Promise<readonly PreparedOffer[]> {
    const providerOf = (id: string) => providers.of(id)
    if (keepsImage !== undefined) return keepingOffers(offers, providerOf)
    if (strategy === 'volume') {
      const { there } = await volumesThere({ db, identity, wallNow }, asked, signal)
      const volumes = there.map(({ volume }) => volume)
      return volumeOffers(offers, { volumes, inUse: mountedVolumes(service.unfinished()), providerOf, models })
    }
    if (strategy !== 'image') return offers
    const images = await usableImages(db, asked, signal)
    return preparedOffers(offers, { images, containerImage: settings()['container-image'], providerOf, models })
  }

  /** Instances that other bursts keep, where they are wanted and would do. */
  function kept(
    { strategy }: RunInput,
    job: LoadedJob,
    models: readonly NeededModel[],
    asked: readonly [Provider, ...Provider[]],
  ): PreparedOffer[] {
    if (strategy !== 'warm') return []
    const states = service
      .unfinished()
      .filter(state => hasPacksOf(state, job) && (!asked[0].facts.simulated || isHeldBy(state, job, models)))
    return warmOffers(states, {
      providers: new Set(asked.map(({ id }) => id)),
      isPrivate: settings()['private-mode'],
      now: asked[0].facts.clock.now(),
    })
  }

  /** Nodes are installed when a machine is set up, and not later. */
  function hasPacksOf({ id }: BurstState, job: LoadedJob): boolean {
    const installed = new Set(packsOf(store.job(id).config))
    return packsOf(job.settings.config).every(pack => installed.has(pack))
  }

  /** A practice machine holds what its first job named, and nothing else that is not brought. */
  function isHeldBy({ id }: BurstState, job: LoadedJob, brought: readonly NeededModel[]): boolean {
    const held = new Set(modelsOf(store.job(id), specsOf(store.items(id))).map(placeOfModel))
    for (const model of brought) held.add(placeOfModel(model))
    return modelsOf(job.settings, job.items()).every(model => held.has(placeOfModel(model)))
  }

  /** What is there already is not sent. With several lanes most come up from nothing. */
  function forecastOf(
    offer: PreparedOffer,
    basis: EstimateBasis,
    models: readonly NeededModel[],
    lanes: number,
  ): Forecast {
    const missing = models.filter(({ sha256 }) => !(offer.hasModels ?? []).includes(sha256))
    const upload = basis.upload && { ...basis.upload, bytes: bytesToSend(missing, sources) }
    const isWarm = offer.takes !== undefined && lanes === 1
    const fresh = offer.volume === undefined ? 'on-demand' : 'volume'
    const strategy = offer.image === undefined ? (isWarm ? 'warm' : fresh) : 'image'
    return forecastFor({ ...offer, strategy }, { ...basis, upload })
  }

  /** Said before anything is rented: an instance that waits for a model costs rent. */
  function refuseOnMeteredLine(needed: readonly NeededModel[]): void {
    const toSend = settings()['metered-line'] ? needed.filter(({ sha256 }) => sources.of(sha256).length === 0) : []
    if (toSend.length === 0) return
    throw new BurstError('refused', [
      {
        code: 'metered-line',
        message: `The line is metered, and ${toSend.map(({ name }) => name).join(', ')} would have to be sent.`,
        remedy: 'Give them a source with `burst models source`, or set metered-line to false.',
      },
    ])
  }

  /** What an empty library cannot know is the practice cloud's own; then the prompts need not be read for it. */
  function modelsNeeded(job: LoadedJob, known: readonly LibraryModel[], madeUp: boolean) {
    if (madeUp && known.length === 0) return { models: [], warnings: [] }
    const rules = { madeUp, picklesAllowed: settings()['allow-pickles'] }
    return modelsForJob(modelsOf(job.settings, job.items()), known, rules)
  }

  return planned
}

function* specsOf(items: Iterable<{ spec: PromptItem }>): Generator<PromptItem> {
  for (const { spec } of items) yield spec
}

const NOTHING_NEEDED = { models: [], warnings: [] }

/** Until a worker asks a ComfyUI that runs already, s. */
const HOME_START_SECONDS = 3

/** Nothing is booted, set up or sent. */
function asItIs(forecast: Forecast): Forecast {
  return { ...forecast, provision: 0, setup: HOME_START_SECONDS, upload: 0, tail: 0, teardown: 0, unbilled: 0 }
}

function homeProblem(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}

/** How long an image takes that is kept at the end, s: no seller says, and disks are large. */
const SAVING_SECONDS = 300

function withSaving(forecast: Forecast, isKept: boolean): Forecast {
  return isKept ? { ...forecast, tail: forecast.tail + SAVING_SECONDS } : forecast
}

/** Of all that were asked, at the same time; who did not answer is said, and is the end of it only where nobody did. */
async function offersOf(
  asked: readonly [Provider, ...Provider[]],
  signal: AbortSignal,
): Promise<{ offers: Offer[]; warnings: Problem[] }> {
  const answers = await Promise.all(
    asked.map(async provider => ({
      provider,
      answer: await withDeadline(async bounded => await provider.listOffers(bounded), signal),
    })),
  )
  const first = answers.find(({ answer }) => answer.kind === 'answer') ?? answers[0]
  if (first?.answer.kind === 'trouble') answerOf(first.provider, first.answer)
  return {
    offers: answers.flatMap(({ answer }) => (answer.kind === 'answer' ? answer.value : [])),
    warnings: answers.flatMap(({ provider, answer }) =>
      answer.kind === 'trouble'
        ? [
            {
              code: 'provider-not-asked',
              message: `${provider.id} could not be asked: ${answer.trouble.message}.`,
              remedy: 'Its offers are not among those that were compared.',
            },
          ]
        : [],
    ),
  }
}
