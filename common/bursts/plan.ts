import { z } from 'zod'
import { Money } from '../money.ts'
import { Strategy } from '../pricing/strategy.ts'

/** One offer as the plan remembers it: what was agreed to before any money moved. */
export const PlannedOffer = z.strictObject({
  /** Absent in plans that were made for one provider alone: the plan's. */
  provider: z.string().optional(),
  /** How its seller counts, seconds; absent: as the plan's provider does. */
  billing: z.strictObject({ stepSeconds: z.number().positive(), minimumSeconds: z.number().min(0) }).optional(),
  offerId: z.string(),
  /** May be taken away again; absent: as the plan says. */
  spot: z.boolean().optional(),
  gpu: z.string(),
  region: z.string(),
  pricePerHour: Money,
  /** What is bid for an hour, in its seller's own money; absent where nothing is. */
  bid: Money.optional(),
  /** What the whole burst would cost there; absent in older plans. */
  cost: Money.optional(),
  /** What is usual there for a picture, s; absent in older plans. */
  secondsPerImage: z.number().min(0).optional(),
  /** The very machine, where its seller names it. */
  host: z.string().max(100).optional(),
  /** An instance that runs and was kept by another burst: this one takes it over. */
  takes: z.strictObject({ burstId: z.string(), lane: z.int().min(0) }).optional(),
  /** The prepared image that its instances start from, as its seller names it; absent: the seller's own. */
  image: z.string().max(300).optional(),
  /** The model volume that its instance mounts, as its seller names it; absent: none. */
  volume: z.string().max(300).optional(),
})
export type PlannedOffer = z.infer<typeof PlannedOffer>

/** A job matched with offers and a strategy. Seconds and instants run on the provider's clock. */
export const Plan = z.strictObject({
  provider: z.string(),
  /** In order of preference, at one provider or at several: the next one is tried only when the one before was refused. */
  offers: z.array(PlannedOffer).min(1),
  strategy: Strategy,
  spot: z.boolean(),
  /** The last of the offers is a card at home, which works beside the rented ones; absent: none does. */
  home: z.int().min(1).optional(),
  /** How many instances are rented to work at the same time. */
  lanes: z.int().min(1).max(64),
  /** How many instances may be rented beyond `lanes` to replace lost ones. */
  spareLanes: z.int().min(0),
  estimate: z.strictObject({ seconds: z.number().min(0), cost: Money }),
  /** The burst may never cost more than this; null where no limit was set. */
  maxCost: Money.nullable(),
  /** Somebody said what the burst may cost: up to there nobody is asked again. */
  isLimitGiven: z.boolean().optional(),
  /** How long after its predicted end an instance may live before it ends itself. */
  graceSeconds: z.number().min(0),
  /** Once everything is made, its instances are kept for so long for the next burst, and bill; absent: they end. */
  warmSeconds: z.number().min(0).optional(),
  /**
   * One picture is made first, and somebody's look at it is waited for so long before the rest is begun; without an answer the
   * burst finishes. Absent: everything is made at once.
   */
  canarySeconds: z.number().min(0).optional(),
  /** Once everything is made, the disk of an instance is kept as a prepared image, which people call so. */
  keepsImage: z.string().min(1).max(100).optional(),
})
export type Plan = z.infer<typeof Plan>

/** How many of a plan's offers are there to be rented, in their order. */
export function rentableOffers({ home, offers }: Pick<Plan, 'home' | 'offers'>): number {
  return home ?? offers.length
}

/** Who rents out the offer of a plan. */
export function providerOfOffer(plan: Plan, offer: number): string {
  return plan.offers[offer]?.provider ?? plan.provider
}
