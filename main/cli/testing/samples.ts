import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import type { PlanResult } from '../../../common/contract.ts'
import type { WireMoney } from '../../../common/money.ts'

export function euros(amount: number, simulated = true): WireMoney {
  return { amount, currency: 'EUR', taxIncluded: true, simulated }
}

export function sampleBurst(more: Partial<BurstSummary> = {}): BurstSummary {
  return {
    id: 'b1',
    kind: 'images',
    state: 'completed',
    name: 'lighthouses',
    template: '/work/lighthouses.prompt.yaml',
    provider: 'sandbox',
    strategy: 'on-demand',
    spot: false,
    createdAt: '2026-11-25T02:00:00.000Z',
    endedAt: '2026-11-25T02:10:00.000Z',
    out: '/home/sessions/lighthouses',
    images: { requested: 20, collected: 20, failed: 0, bytes: 4_000_000 },
    seconds: {
      provision: 90,
      setup: 45,
      upload: 1,
      generate: 120,
      collectTail: 1,
      teardown: 43,
      total: 300,
      billed: 210,
    },
    gpuUtilisation: 0.57,
    cost: euros(0.196),
    estimatedCost: euros(0.22),
    lanes: [
      {
        instanceId: 'i1',
        provider: 'sandbox',
        state: 'gone',
        images: 20,
        billedSeconds: 210,
        cost: euros(0.196),
        terminatedAt: '2026-11-25T02:09:00.000Z',
        confirmedGone: true,
      },
    ],
    outlook: null,
    finishesIn: null,
    stoppedBy: null,
    failures: [],
    waiting: null,
    message: null,
    ...more,
  }
}

export function running(collected: number, more: Partial<BurstSummary> = {}): BurstSummary {
  const images = { requested: 20, collected, failed: 0, bytes: collected * 200_000 }
  return sampleBurst({ state: 'generating', endedAt: null, images, ...more })
}

export function samplePlan(simulated = true): PlanResult {
  const price = { micros: 3_360_000, currency: 'EUR', taxIncluded: true, simulated }
  return {
    plan: {
      deadMan: 'strong',
      provider: simulated ? 'sandbox' : 'ovh',
      offers: [{ offerId: 'o1', gpu: 'H100', region: 'GRA', pricePerHour: price }],
      strategy: 'on-demand',
      spot: false,
      lanes: 1,
      spareLanes: 1,
      models: [],
      estimate: { seconds: 270, cost: { ...price, micros: 252_000 } },
      maxCost: null,
      graceSeconds: 1800,
      estimatedCost: euros(0.252, simulated),
      images: 20,
    },
    job: {
      version: '1.0',
      job_id: 'j1',
      config: {
        checkpoint: 'sd_xl_base_1.0.safetensors',
        loras: [],
        generation: {
          width: 512,
          height: 512,
          steps: 20,
          cfg_scale: 7,
          sampler: 'euler',
          scheduler: 'normal',
          batch_size: 1,
        },
        upscaler: { enabled: false, model: '', scale: 1 },
      },
      prompts: [{ id: 'p0', prompt: 'a', negative_prompt: '', seed: 1, filename: 'a.png', variations: {} }],
    },
    warnings: [],
  }
}
