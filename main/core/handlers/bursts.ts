import { receiptOf } from '../../../common/bursts/receipt.ts'
import { providerOfOffer, type Plan } from '../../../common/bursts/plan.ts'
import type { Handlers } from '../../../common/contract.ts'
import { toWireMoney } from '../../../common/money.ts'
import type { ProviderFacts } from '../providers/provider.ts'
import { laneOffers } from '../storage/lane-offers.ts'
import { createPlanning, type PlanningParts } from './planning.ts'

export function burstHandlers(parts: PlanningParts) {
  const { db, service, providers, settings } = parts
  const planned = createPlanning(parts)

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
    'bursts.approve': async ({ id }) => await service.approve(id),
    'bursts.cancel': async ({ id }) => await service.cancel(id),
  } satisfies Partial<Handlers>
}

/** The weakest first. */
const STRENGTHS = ['none', 'weak', 'medium', 'strong'] as const
