import { receiptOf } from '../../../common/bursts/receipt.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { Handlers } from '../../../common/contract.ts'
import type { Problem } from '../../../common/errors.ts'
import { toWireMoney } from '../../../common/money.ts'
import { checkJob } from '../../../common/workflow/check-job.ts'
import { planBurst } from '../bursts/plan.ts'
import { loadJob } from '../jobs/load-job.ts'
import type { LoadedJob } from '../jobs/loaded-job.ts'
import { answerOf } from '../providers/answers.ts'
import { laneOffers } from '../storage/lane-offers.ts'
import type { Parts } from './parts.ts'

type Needed = Pick<Parts, 'db' | 'service' | 'providers' | 'settings' | 'jobs'>
type RunInput = Parameters<Handlers['bursts.plan']>[0]
type Planned = { job: LoadedJob; plan: Plan; warnings: Problem[] }

export function burstHandlers({ db, service, providers, settings, jobs }: Needed) {
  /** Everything that can be wrong is found before anything is rented. */
  async function planned(input: RunInput, signal: AbortSignal): Promise<Planned> {
    const provider = providers.chosen(input.provider)
    const job = await loadJob(input.source, jobs)
    const warnings = [...job.warnings, ...checkJob(job.settings.config)]
    const offers = answerOf(provider, await provider.listOffers(signal))
    const choice = { ...input, provider: provider.id }
    return { job, warnings, plan: planBurst({ count: job.count, offers, choice, appSettings: settings() }) }
  }

  return {
    'bursts.plan': async (input, signal) => {
      const { job, plan, warnings } = await planned(input, signal)
      return {
        plan: { ...plan, images: job.count, estimatedCost: toWireMoney(plan.estimate.cost) },
        job: { ...job.settings, prompts: [...job.items()] },
        warnings,
      }
    },
    'bursts.start': async (input, signal) => {
      const { job, plan, warnings } = await planned(input, signal)
      // Nobody waits for the answer any more: then nothing is rented for them.
      signal.throwIfAborted()
      const { name, template, source } = job
      const order = {
        name,
        template,
        job: job.settings,
        items: job.items(),
        plan,
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
    'bursts.cancel': async ({ id }) => await service.cancel(id),
  } satisfies Partial<Handlers>
}
