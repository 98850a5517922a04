import { z } from 'zod'
import { WireMoney } from '../money.ts'
import { StoppedBy } from './events.ts'

export const BurstStateName = z.enum([
  'provisioning',
  'setting-up',
  'generating',
  'collecting',
  'saving-image',
  'keeping-warm',
  'tearing-down',
  'pausing',
  'paused',
  'finishing',
  'cancelling',
  'completed',
  'finished',
  'incomplete',
  'cancelled',
  'killed',
  'failed',
])
export type BurstStateName = z.infer<typeof BurstStateName>

export const PhaseSeconds = z.strictObject({
  provision: z.number(),
  setup: z.number(),
  upload: z.number(),
  generate: z.number(),
  collectTail: z.number(),
  teardown: z.number(),
  total: z.number(),
  billed: z.number(),
})
export type PhaseSeconds = z.infer<typeof PhaseSeconds>

export const LaneSummary = z.strictObject({
  instanceId: z.string().nullable(),
  provider: z.string(),
  state: z.string(),
  images: z.int(),
  billedSeconds: z.number(),
  cost: WireMoney,
  terminatedAt: z.string().nullable(),
  /** Seen gone, or another burst's by now. */
  confirmedGone: z.boolean(),
})
export type LaneSummary = z.infer<typeof LaneSummary>

/** A burst as every face shows it; the JSON form is part of the command line's promise. */
export const BurstSummary = z.strictObject({
  id: z.string(),
  kind: z.literal('images'),
  state: BurstStateName,
  name: z.string(),
  template: z.string().nullable(),
  provider: z.string(),
  strategy: z.string(),
  spot: z.boolean(),
  createdAt: z.string(),
  endedAt: z.string().nullable(),
  out: z.string(),
  images: z.strictObject({ requested: z.int(), collected: z.int(), failed: z.int(), bytes: z.int() }),
  seconds: PhaseSeconds,
  /** Union of the GPU's busy intervals over billed seconds; null while nothing is billed. */
  gpuUtilisation: z.number().nullable(),
  cost: WireMoney,
  estimatedCost: WireMoney,
  lanes: z.array(LaneSummary),
  /** How it will end if nothing is changed, by the pace that was measured; null until one was, and once it is on its way out. */
  outlook: z
    .strictObject({
      /** Until the last picture is made. */
      secondsLeft: z.number(),
      cost: WireMoney,
      /** Pictures that the burst's limit will not pay for. */
      overLimit: z.int(),
      /** What giving up the last few pictures would save: they would fall into a step of the seller's of their own. */
      saving: z.strictObject({ pictures: z.int(), cost: WireMoney, secondsUntil: z.number() }).nullable(),
    })
    .nullable(),
  /** Somebody wants nothing more to be begun so many seconds from now; null: everything is to be made. */
  finishesIn: z.number().nullable(),
  /** The rule that stopped it before everything was made. */
  stoppedBy: StoppedBy.nullable(),
  failures: z.array(z.strictObject({ promptId: z.string(), code: z.string(), message: z.string() })),
  /** What is being waited for beyond the usual, e.g. a full disk at home. */
  waiting: z.string().nullable(),
  /** One picture was made, and somebody is to say whether the rest is wanted. */
  asksForLook: z.literal(true).optional(),
  message: z.string().nullable(),
})
export type BurstSummary = z.infer<typeof BurstSummary>
