import type { Plan } from '../../../../common/bursts/plan.ts'
import type { JobSettings, PromptItem } from '../../../../common/job/job.ts'
import type { Money } from '../../../../common/money.ts'
import type { Offer } from '../../providers/provider.ts'

export const PRICE: Money = { micros: 3_600_000, currency: 'EUR', taxIncluded: true, simulated: true }

/** Something to rent where a test says no more than by what id. */
export function offerOf(id: string, change: Partial<Offer> = {}): Offer {
  return {
    provider: 'fake',
    id,
    gpu: 'H100 80GB',
    gpuCount: 1,
    vramBytes: 80e9,
    region: 'gra',
    country: 'FR',
    pricePerHour: PRICE,
    billingStepSeconds: 1,
    minimumSeconds: 0,
    extras: [],
    spot: false,
    stock: 'yes',
    trust: 'datacenter',
    fetchedAt: 0,
    ...change,
  }
}

/** A plan for the fake cloud: 0.001 EUR a second, two offers. */
export function planOf(change: Partial<Plan> = {}): Plan {
  return {
    provider: 'fake',
    offers: ['first', 'second'].map(offerId => ({ offerId, gpu: 'H100', region: 'here', pricePerHour: PRICE })),
    strategy: 'on-demand',
    spot: false,
    lanes: 1,
    spareLanes: 1,
    estimate: { seconds: 600, cost: { ...PRICE, micros: 600_000 } },
    maxCost: null,
    graceSeconds: 1800,
    ...change,
  }
}

/** The same with a card at home beside it, which costs nothing. */
export function planWithHome(change: Partial<Plan> = {}): Plan {
  const plan = planOf(change)
  const card = { offerId: 'home', gpu: 'RTX', region: 'home', pricePerHour: { ...PRICE, micros: 0 } }
  return { ...plan, offers: [...plan.offers, card], home: plan.offers.length }
}

export const JOB: JobSettings = {
  version: '1.0',
  job_id: 'job',
  config: {
    checkpoint: 'sd_xl_base_1.0.safetensors',
    loras: [],
    generation: {
      width: 64,
      height: 64,
      steps: 4,
      cfg_scale: 7,
      sampler: 'euler',
      scheduler: 'normal',
      batch_size: 1,
    },
    upscaler: { enabled: false, model: '', scale: 1 },
  },
}

export function* itemsOf(count: number): Generator<PromptItem> {
  for (let item = 0; item < count; item += 1)
    yield {
      id: `p${item}`,
      prompt: `a lighthouse, view ${item}`,
      negative_prompt: 'blurry',
      seed: 1000 + item,
      filename: `view_${item}.png`,
      variations: { View: `view ${item % 3}` },
    }
}
