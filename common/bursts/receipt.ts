import { z } from 'zod'
import { toWireMoney, WireMoney } from '../money.ts'
import { PhaseSeconds, type BurstSummary } from './burst-view.ts'
import type { Plan } from './plan.ts'

/** The stretches that a burst's time divides into, one after the other. */
export const PHASES = ['provision', 'setup', 'upload', 'generate', 'collectTail', 'teardown'] as const
export type Phase = (typeof PHASES)[number]

/** What was rented for a lane. */
export const LaneOffer = z.strictObject({ gpu: z.string(), region: z.string(), pricePerHour: WireMoney })
export type LaneOffer = z.infer<typeof LaneOffer>

/** The plan's offer that a lane rented, by its number there. */
export function laneOfferOf({ offers }: Plan, index: number): LaneOffer {
  const offer = offers[index]
  if (!offer) throw new Error(`the plan has no offer ${index}`)
  return { gpu: offer.gpu, region: offer.region, pricePerHour: toWireMoney(offer.pricePerHour) }
}

/** What a burst took and cost: the session's `receipt.json`. Seconds run on the provider's clock. */
export const Receipt = z.strictObject({
  version: z.literal('1.0'),
  burstId: z.string(),
  name: z.string(),
  outcome: z.string(),
  message: z.string().nullable(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  provider: z.string(),
  strategy: z.string(),
  spot: z.boolean(),
  /** True for practice money. */
  simulated: z.boolean(),
  images: z.strictObject({ requested: z.int(), collected: z.int(), failed: z.int(), bytes: z.int() }),
  seconds: PhaseSeconds,
  /** Of the total, from 0 to 1; they add up to 1 but for rounding. */
  shares: z.strictObject({
    provision: z.number(),
    setup: z.number(),
    upload: z.number(),
    generate: z.number(),
    collectTail: z.number(),
    teardown: z.number(),
  }),
  gpuUtilisation: z.number().nullable(),
  cost: WireMoney,
  estimatedCost: WireMoney,
  /** Null where no picture came home. */
  costPerImage: WireMoney.nullable(),
  /** Of the first instance; null where none was rented. */
  pricePerHour: WireMoney.nullable(),
  lanes: z.array(
    z.strictObject({
      instanceId: z.string().nullable(),
      offer: LaneOffer.nullable(),
      state: z.string(),
      images: z.int(),
      billedSeconds: z.number(),
      cost: WireMoney,
      confirmedGone: z.boolean(),
    }),
  ),
})
export type Receipt = z.infer<typeof Receipt>

/** The receipt of a burst; `offers` are what its lanes rented, in their order, where that is known. */
export function receiptOf(summary: BurstSummary, offers: readonly LaneOffer[] = []): Receipt {
  const { id, name, state, message, createdAt, endedAt, provider, strategy, spot, images, seconds } = summary
  return {
    version: '1.0',
    burstId: id,
    name,
    outcome: state,
    message,
    createdAt,
    endedAt,
    provider,
    strategy,
    spot,
    simulated: summary.cost.simulated,
    images,
    seconds,
    shares: sharesOf(seconds),
    gpuUtilisation: summary.gpuUtilisation,
    cost: summary.cost,
    estimatedCost: summary.estimatedCost,
    costPerImage: perImage(summary),
    pricePerHour: offers.find((_, lane) => (summary.lanes[lane]?.billedSeconds ?? 0) > 0)?.pricePerHour ?? null,
    lanes: summary.lanes.map(
      ({ instanceId, state: laneState, images: made, billedSeconds, cost, confirmedGone }, lane) => ({
        instanceId,
        offer: offers[lane] ?? null,
        state: laneState,
        images: made,
        billedSeconds,
        cost,
        confirmedGone,
      }),
    ),
  }
}

function sharesOf(seconds: PhaseSeconds): Receipt['shares'] {
  const share = (phase: Phase) => (seconds.total > 0 ? rounded(seconds[phase] / seconds.total) : 0)
  return {
    provision: share('provision'),
    setup: share('setup'),
    upload: share('upload'),
    generate: share('generate'),
    collectTail: share('collectTail'),
    teardown: share('teardown'),
  }
}

function perImage({ cost, images }: BurstSummary): WireMoney | null {
  return images.collected > 0 ? { ...cost, amount: rounded(cost.amount / images.collected) } : null
}

function rounded(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000
}
