import { receiptOf } from '../../../common/bursts/receipt.ts'
import { providerOfOffer, type Plan } from '../../../common/bursts/plan.ts'
import type { Handlers } from '../../../common/contract.ts'
import { BurstError, type Problem } from '../../../common/errors.ts'
import { toWireMoney } from '../../../common/money.ts'
import { modelsForJob, withFileNames } from '../../../common/models/for-job.ts'
import type { LibraryModel } from '../../../common/models/model.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import { forecastFor } from '../../../common/pricing/weigh.ts'
import { workOf } from '../../../common/pricing/work.ts'
import { modelsOf } from '../../../common/workflow/models.ts'
import { checkJob } from '../../../common/workflow/check-job.ts'
import { planBurst } from '../bursts/plan.ts'
import { loadJob } from '../jobs/load-job.ts'
import type { LoadedJob } from '../jobs/loaded-job.ts'
import { bytesToSend } from '../models/bytes-to-send.ts'
import { asAccountCounts, conversionOf } from '../providers/account-offers.ts'
import { answerOf, withDeadline } from '../providers/answers.ts'
import type { Offer, Provider, ProviderFacts } from '../providers/provider.ts'
import { estimateBasis } from '../spend/experience.ts'
import { isSlowHost } from '../storage/slow-hosts.ts'
import { laneOffers } from '../storage/lane-offers.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<
  Parts,
  'db' | 'service' | 'providers' | 'settings' | 'jobs' | 'models' | 'sources' | 'budgets' | 'wallNow'
>
type RunInput = Parameters<Handlers['bursts.plan']>[0]
type Planned = { job: LoadedJob; plan: Plan; models: NeededModel[]; warnings: Problem[] }

export function burstHandlers({
  db,
  service,
  providers,
  settings,
  jobs,
  models: library,
  sources,
  budgets,
  wallNow,
}: Needed) {
  /** Everything that can be wrong is found before anything is rented. */
  async function planned(input: RunInput, signal: AbortSignal): Promise<Planned> {
    const asked = providers.chosen(input.provider)
    const loaded = await loadJob(input.source, jobs)
    const known = library.list()
    const job = { ...loaded, settings: withFileNames(loaded.settings, known) }
    const needed = modelsNeeded(job, known, asked[0].facts.simulated)
    const checked = checkJob(job.settings.config)
    const found = await offersOf(asked, signal)
    const warnings = [...job.warnings, ...checked, ...needed.warnings, ...found.warnings]
    const conversion = conversionOf(settings())
    // Whoever wants nothing on a disk does not want it in a stranger's house either.
    const trusted = found.offers.filter(({ trust }) => trust === 'datacenter' || !settings()['private-mode'])
    const offers = trusted
      .filter(({ provider, host }) => !isSlowHost(db, wallNow(), provider, host))
      .map(offer => asAccountCounts(offer, conversion))
    refuseOnMeteredLine(needed.models)
    const basis = estimateBasis(db, settings(), {
      work: workOf(job.settings.config),
      bytesToSend: bytesToSend(needed.models, sources),
    })
    const plan = planBurst({
      count: job.count,
      offers,
      choice: input,
      appSettings: settings(),
      budgets: budgets.promised(),
      forecast: offer => forecastFor(offer, basis),
    })
    return { job, warnings, plan, models: needed.models }
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

  /** Any of the plan's sellers may get it. */
  function weakestOf(plan: Plan): ProviderFacts['deadMan'] {
    const found = plan.offers.map((_, offer) => providers.of(providerOfOffer(plan, offer))?.facts.deadMan ?? 'none')
    return STRENGTHS.find(strength => found.includes(strength)) ?? 'none'
  }

  return {
    'bursts.plan': async (input, signal) => {
      const { job, plan, models, warnings } = await planned(input, signal)
      return {
        plan: {
          ...plan,
          models,
          images: job.count,
          estimatedCost: toWireMoney(plan.estimate.cost),
          deadMan: weakestOf(plan),
        },
        job: { ...job.settings, prompts: [...job.items()] },
        warnings,
      }
    },
    'bursts.start': async (input, signal) => {
      const { job, plan, models, warnings } = await planned(input, signal)
      // Nobody waits for the answer any more: then nothing is rented for them.
      signal.throwIfAborted()
      const { name, template, source } = job
      const order = {
        name,
        template,
        job: job.settings,
        items: job.items(),
        plan,
        models,
        private: settings()['private-mode'],
        out: input.out ?? null,
        sessionsHere: input.sessionsHere ?? null,
        source,
      }
      return { burst: await service.start(order), warnings }
    },
    'bursts.list': async () => service.list(),
    'bursts.show': async ({ id }) => service.show(id),
    'bursts.pause': async ({ id }) => await service.pause(id),
    'bursts.resume': async ({ id }) => await service.resume(id),
    'bursts.finish': async ({ id }) => await service.finish(id),
    'bursts.receipt': async ({ id }) => receiptOf(service.show(id), laneOffers(db, service.idOf(id))),
    'bursts.finishIn': async ({ id, seconds }) => await service.finishIn(id, seconds),
    'bursts.cancel': async ({ id }) => await service.cancel(id),
  } satisfies Partial<Handlers>
}

/** The weakest first. */
const STRENGTHS = ['none', 'weak', 'medium', 'strong'] as const

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
