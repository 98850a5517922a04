import { z } from 'zod'
import { Plan } from '../bursts/plan.ts'
import { Problem } from '../errors.ts'
import { JobManifest } from '../job/job.ts'
import { NeededModel } from '../models/needed.ts'
import { Money, WireMoney } from '../money.ts'
import { Accuracy } from '../pricing/accuracy.ts'
import { Observation } from '../pricing/observation.ts'
import { Strategy } from '../pricing/strategy.ts'
import { Work } from '../pricing/work.ts'
import { Template } from './templates.ts'
import { path, text } from './text.ts'

/** What to make (a template or a written job) and how to rent for it. */
export const RunInput = z.strictObject({
  source: z.discriminatedUnion('from', [
    z.strictObject({ from: z.literal('template'), ...Template.shape }),
    z.strictObject({ from: z.literal('job'), file: path, count: z.int().optional() }),
    /** What was rejected of a burst, with new seeds. */
    z.strictObject({ from: z.literal('rejects'), burstId: z.string().max(64) }),
  ]),
  provider: text.default('auto'),
  gpu: text.optional(),
  region: text.optional(),
  /** The one to rent first, as `offers.list` names it; others that fit stand behind it. */
  offer: text.optional(),
  spot: z.boolean().default(false),
  strategy: Strategy.default('on-demand'),
  lanes: z.int().default(1),
  out: path.optional(),
  /** Where the folder of the session goes that neither `out` nor the setting places. */
  sessionsHere: path.optional(),
  /** In the account's currency, tax included. */
  maxCost: z.number().optional(),
  /** The card at home works from the beginning, beside what is rented. */
  withHome: z.boolean().optional(),
  /** One picture first; the rest when somebody has looked at it. */
  canary: z.boolean().optional(),
  /** Once everything is made the disk of its instance is kept as a prepared image, which people call so. */
  keepsImage: z.string().min(1).max(100).optional(),
})
export type RunInput = z.input<typeof RunInput>

/** How surely a machine ends itself when this computer never wakes. */
export const DeadMan = z.enum(['strong', 'medium', 'weak', 'none'])

export const PlanResult = z.strictObject({
  plan: z.strictObject({
    ...Plan.shape,
    models: z.array(NeededModel),
    estimatedCost: WireMoney,
    images: z.int(),
    deadMan: DeadMan,
  }),
  job: JobManifest,
  warnings: z.array(Problem),
})
export type PlanResult = z.infer<typeof PlanResult>

/** An image on an account, by what its seller says and what is known of it here. */
export const ImageView = z.strictObject({
  provider: z.string(),
  id: z.string(),
  name: z.string(),
  label: z.string().nullable(),
  region: z.string(),
  state: z.enum(['saving', 'ready', 'failed', 'missing']),
  bytes: z.number().nullable(),
  pricePerMonth: WireMoney.nullable(),
  /** Null for an image whose making is not known here. */
  setup: z.string().nullable(),
  /** Whether bursts can start from it; made by another set-up they cannot. */
  usable: z.boolean(),
  models: z.array(z.strictObject({ name: z.string(), sha256: z.string(), bytes: z.int() })),
  createdAt: z.string().nullable(),
})
export type ImageView = z.infer<typeof ImageView>

/** A disk for models on an account, by what its seller says and what is known of it here. */
export const VolumeView = z.strictObject({
  provider: z.string(),
  /** Null where its making was asked for and no answer said. */
  id: z.string().nullable(),
  name: z.string(),
  label: z.string(),
  region: z.string(),
  /** `unknown`: asked for, and not seen yet. `missing`: known here, and not at its seller. */
  state: z.enum(['ready', 'in-use', 'unknown', 'missing']),
  /** What it has room for; null where it grows. */
  bytes: z.number().nullable(),
  pricePerMonth: WireMoney.nullable(),
  models: z.array(z.strictObject({ name: z.string(), sha256: z.string(), bytes: z.int() })),
  createdAt: z.string().nullable(),
})
export type VolumeView = z.infer<typeof VolumeView>

/** A volume that is not there yet, and what it would cost for a month; null where nobody says. */
export const VolumeWanted = z.strictObject({
  provider: z.string(),
  region: z.string(),
  bytes: z.number().positive(),
  pricePerMonth: WireMoney.nullable(),
})

/** What a volume would spare a job, in the account's money where a rate is known. */
export const VolumeProposal = z.strictObject({
  ...VolumeWanted.shape,
  pricePerMonth: WireMoney,
  gpu: z.string(),
  offerId: z.string(),
  /** What the burst costs there without one, and with the models on it. */
  without: WireMoney,
  withVolume: WireMoney,
  saved: WireMoney,
  gain: WireMoney,
  paysFrom: z.int().nullable(),
})
export type VolumeProposal = z.infer<typeof VolumeProposal>

export const VolumeProposals = z.strictObject({
  /** A month, as counted here or as it was asked about. */
  bursts: z.int(),
  /** Only what gains, the most first. */
  proposals: z.array(VolumeProposal),
  /** Where none gains: the one that needs the fewest bursts for it. */
  nearest: VolumeProposal.nullable(),
})
export type VolumeProposals = z.infer<typeof VolumeProposals>

export const ProviderAnswer = z.strictObject({
  provider: z.string(),
  ok: z.boolean(),
  askedAt: z.string(),
  error: z.string().optional(),
})
export type ProviderAnswer = z.infer<typeof ProviderAnswer>

export const OfferView = z.strictObject({
  provider: z.string(),
  id: z.string(),
  gpu: z.string(),
  gpuCount: z.int(),
  vramBytes: z.int(),
  region: z.string(),
  country: z.string(),
  pricePerHour: WireMoney,
  billingStepSeconds: z.number(),
  minimumSeconds: z.number(),
  extras: z.array(z.unknown()),
  spot: z.boolean(),
  stock: z.enum(['yes', 'low', 'no', 'unknown']),
  trust: z.enum(['datacenter', 'third-party']),
  fetchedAt: z.string(),
})

/** An offer as its seller says: before any exchange. */
export const PlannerOffer = z.strictObject({
  provider: z.string(),
  id: z.string(),
  gpu: z.string(),
  gpuCount: z.int(),
  spot: z.boolean(),
  strategy: Strategy,
  /** What of the job's models would have to be sent there; null where nobody knows. */
  bytesToSend: z.number().nullable(),
  region: z.string(),
  trust: OfferView.shape.trust,
  stock: OfferView.shape.stock,
  pricePerHour: Money,
  billingStepSeconds: z.number(),
  minimumSeconds: z.number(),
  extras: z.array(z.strictObject({ what: z.string(), price: Money })),
  secondsPerImage: z.number().optional(),
})
export type PlannerOffer = z.infer<typeof PlannerOffer>

export const PlannerBasis = z.strictObject({
  /** Of the template or job that was asked about; null where none was. */
  job: z
    .strictObject({
      name: z.string(),
      count: z.int(),
      work: Work,
      /** What would have to be sent to a machine; null where the library does not know all of it. */
      modelBytes: z.number().nullable(),
    })
    .nullable(),
  offers: z.array(PlannerOffer),
  providers: z.array(ProviderAnswer),
  deadMen: z.record(z.string(), DeadMan),
  /** What bursts have shown, the newest first. */
  observations: z.array(Observation),
  /** The card at home, where one is set; without its name where it cannot work now, and why. */
  home: z.strictObject({ gpu: z.string().nullable(), error: z.string().nullable() }).nullable(),
  /** How far estimates were off of late. */
  accuracy: z.strictObject({ money: Accuracy.nullable(), practice: Accuracy.nullable() }),
  settings: z.strictObject({
    currency: z.string(),
    exchangeRates: z.string(),
    vatPercent: z.number(),
    localSecondsPerImage: z.number(),
    localWatts: z.number(),
    electricityPerKwh: z.number(),
    timeValuePerHour: z.number(),
    uplinkMbits: z.number(),
    /** 0: no limit. */
    maxCost: z.number(),
    graceSeconds: z.number(),
    /** How long an instance is kept where that is wanted. */
    warmSeconds: z.number(),
    isPrivate: z.boolean(),
  }),
})
export type PlannerBasis = z.infer<typeof PlannerBasis>
