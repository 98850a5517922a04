import { z } from 'zod'
import { Plan } from './bursts/plan.ts'
import { Problem } from './errors.ts'
import { JobManifest } from './job/job.ts'
import { NeededModel } from './models/needed.ts'
import { Accuracy } from './pricing/accuracy.ts'
import { Observation } from './pricing/observation.ts'
import { Strategy } from './pricing/strategy.ts'
import { Work } from './pricing/work.ts'
import { Money, WireMoney } from './money.ts'
import { SecondSplit } from './spend/split.ts'
import { Announcement } from './watchdog/news.ts'
import { Alert, AlertChannel, BudgetState } from './spend/alert.ts'

/** A text of bounded size, as everything that comes from outside. */
export const text = z.string().max(4000)
export const path = z.string().min(1).max(4000)
export const LaneKeyView = z.strictObject({
  attempt: z.string(),
  /** Null for keys whose burst is not known any more. */
  burstId: z.string().nullable(),
  provider: z.string().nullable(),
  instanceId: z.string().nullable(),
  /** SHA-256 of the public keys, as OpenSSH shows them. */
  login: z.string(),
  host: z.string(),
})
export type LaneKeyView = z.infer<typeof LaneKeyView>
export const RotatedKey = z.strictObject({
  ...LaneKeyView.shape,
  rotated: z.boolean(),
  /** Why not; null where it was. */
  reason: z.string().nullable(),
})
export type RotatedKey = z.infer<typeof RotatedKey>

export const SourcesOfModel = z.strictObject({ sha256: z.string(), name: z.string(), sources: z.array(z.string()) })
export type SourcesOfModel = z.infer<typeof SourcesOfModel>
export const ExpandOptions = z.strictObject({
  count: z.int().optional(),
  seed: z.int().optional(),
  seeds: text.optional(),
  theme: text.optional(),
  themeFile: path.optional(),
  style: text.optional(),
  fixed: z.array(text).max(100).optional(),
  /** Absent: as the template says. */
  sessionName: z.string().min(1).max(200).optional(),
})
export type ExpandOptions = z.infer<typeof ExpandOptions>

/** Paths are absolute: the engine's working folder is not the face's. */
const Template = z.strictObject({
  template: path,
  /** The folder in which its name is looked up. */
  library: path.optional(),
  /** The library of the folder the caller stands in; looked into where neither flag nor setting names one. */
  here: path.optional(),
  options: ExpandOptions,
})
export const ExpandInput = Template

/** A whole number; a decimal text where a JSON number would not be exact. */
const Exact = z.union([z.int(), z.string()])

export const ExpandResult = z.strictObject({
  template: z.string(),
  /** A decimal text where the number is too large to be exact. */
  combinations: Exact,
  count: z.int(),
  warnings: z.array(Problem),
  prompts: z.array(
    z.strictObject({
      id: z.string(),
      prompt: z.string(),
      negativePrompt: z.string(),
      seed: z.number(),
      variations: z.record(z.string(), z.unknown()),
      parameters: z.record(z.string(), z.unknown()),
      filename: z.string(),
    }),
  ),
})
export type ExpandResult = z.infer<typeof ExpandResult>

/** A template as its page shows it: what is wrong is part of the answer, so that it can be shown in place. */
export const TemplatePreview = z.strictObject({
  path: z.string(),
  name: z.string(),
  /** Null while problems forbid to count. */
  combinations: Exact.nullable(),
  count: Exact.nullable(),
  problems: z.array(Problem),
  warnings: z.array(Problem),
  /** The placeholders that vary, in the order of their loops, and how many values each has here. */
  variations: z.array(z.strictObject({ name: z.string(), values: z.int() })),
  /** What the template asks for, resolved: sizes, steps, checkpoint and the like. */
  parameters: z.record(z.string(), z.unknown()),
  offset: z.int(),
  prompts: ExpandResult.shape.prompts,
})
export type TemplatePreview = z.infer<typeof TemplatePreview>

/** The templates that came in, as `templates.list` shows them, and what was not taken. */
export const TemplatesAdded = z.strictObject({ added: z.array(z.string()), problems: z.array(Problem) })
export type TemplatesAdded = z.infer<typeof TemplatesAdded>

/** A picture that is at home. */
export const PictureView = z.strictObject({
  /** Place of the prompt in its job, from 0. */
  item: z.int(),
  promptId: z.string(),
  file: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  prompt: z.string(),
  negativePrompt: z.string(),
  seed: z.number(),
  variations: z.record(z.string(), z.unknown()),
  lane: z.int(),
  /** When it was verified at home. */
  at: z.string(),
})
export type PictureView = z.infer<typeof PictureView>

export const PictureMark = z.enum(['star', 'reject'])
export type PictureMark = z.infer<typeof PictureMark>

/** Which pictures of all bursts; what is not given says nothing. */
export const GalleryFilter = z.strictObject({
  burstId: z.string().max(64).optional(),
  /** Beginnings of words of prompt, file or variation, or a seed. */
  text: z.string().max(500).optional(),
  /** Of several values of one placeholder any, of several placeholders all. */
  values: z
    .array(z.strictObject({ name: text, value: text }))
    .max(100)
    .optional(),
  mark: z.enum([...PictureMark.options, 'none', 'not-rejected']).optional(),
  /** Those that came home later are left out. */
  upTo: z.int().min(0).optional(),
})
export type GalleryFilter = z.infer<typeof GalleryFilter>

/** A picture among those of all bursts. */
export const GalleryPicture = z.strictObject({
  ...PictureView.shape,
  burstId: z.string(),
  /** Grows with each picture that comes home. */
  seq: z.int(),
  mark: PictureMark.nullable(),
})
export type GalleryPicture = z.infer<typeof GalleryPicture>

export const GalleryFacet = z.strictObject({
  name: z.string(),
  values: z.array(z.strictObject({ value: z.string(), count: z.int() })),
})
export type GalleryFacet = z.infer<typeof GalleryFacet>

export const TemplateEntry = z.strictObject({
  path: z.string(),
  name: z.string(),
  valid: z.boolean(),
  combinations: Exact.nullable(),
  count: Exact.nullable(),
  error: Problem.optional(),
})
export type TemplateEntry = z.infer<typeof TemplateEntry>

/** A template as a card shows it. */
export const ListedTemplate = z.strictObject({
  ...TemplateEntry.shape,
  /** Changes whenever the template or a file that it needs has changed. */
  version: z.string(),
  variations: z.int(),
  warnings: z.int(),
  problems: z.int(),
  /** The first ones. */
  prompts: z.array(z.string()),
})
export type ListedTemplate = z.infer<typeof ListedTemplate>

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
  /** Once everything is made the disk of its instance is kept as a prepared image, which people call so. */
  keepsImage: z.string().min(1).max(100).optional(),
})
export type RunInput = z.input<typeof RunInput>

/** How surely a machine ends itself when this computer never wakes. */
const DeadMan = z.enum(['strong', 'medium', 'weak', 'none'])

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

export const InstanceView = z.strictObject({
  id: z.string(),
  provider: z.string(),
  name: z.string(),
  state: z.string(),
  billing: z.enum(['full', 'none', 'unknown']),
  whose: z.enum(['ours', 'orphaned', 'other-install', 'foreign']),
  burstId: z.string().nullable(),
  createdAt: z.string(),
  uptimeSeconds: z.number().nullable(),
  /** Null where nobody says. */
  pricePerHour: WireMoney.nullable(),
  cost: WireMoney.nullable(),
  endBy: z.string().nullable(),
  deadMan: z.string(),
})
export type InstanceView = z.infer<typeof InstanceView>

/** What bills or lies about on an account without being an instance. */
export const LeftoverView = z.strictObject({
  provider: z.string(),
  kind: z.enum(['volume', 'snapshot', 'address', 'filesystem', 'ssh-key', 'credential']),
  id: z.string(),
  name: z.string(),
  region: z.string().nullable(),
  bytes: z.number().nullable(),
  pricePerMonth: WireMoney.nullable(),
})
export type LeftoverView = z.infer<typeof LeftoverView>

export const InstancesResult = z.strictObject({
  instances: z.array(InstanceView),
  leftovers: z.array(LeftoverView),
  providers: z.array(ProviderAnswer),
})
export type InstancesResult = z.infer<typeof InstancesResult>

/** Credentials and what they are good for; never the credentials. */
export const ProviderView = z.strictObject({
  provider: z.string(),
  configured: z.boolean(),
  ok: z.boolean(),
  rights: z.array(z.string()),
  error: z.string().optional(),
  /** Who ends a machine there when this computer never wakes, in one word. */
  deadMan: DeadMan,
  /** What the provider wants to be shown, and the variable that brings it where nothing was entered. */
  fields: z.array(
    z.strictObject({ field: z.string(), variable: z.string(), about: z.string(), isSecret: z.boolean() }),
  ),
})
export type ProviderView = z.infer<typeof ProviderView>

export const KillReport = z.strictObject({
  terminated: z.array(z.string()),
  alreadyGone: z.array(z.string()),
  unconfirmed: z.array(z.string()),
  providers: z.array(ProviderAnswer),
  seconds: z.number(),
})
export type KillReport = z.infer<typeof KillReport>

export const SpendEntry = z.strictObject({
  at: z.string(),
  provider: z.string(),
  burstId: z.string(),
  instanceId: z.string().nullable(),
  billedSeconds: z.number(),
  cost: WireMoney,
  /** What the seconds went to; null while the meter runs, and of what an older Burst wrote. */
  seconds: SecondSplit.nullable(),
  /** By Burst's own meter, where `cost` is what the provider told later; null where it told none. */
  metered: WireMoney.nullable(),
  /** Pictures from it that are home; null where nobody counted. */
  images: z.int().nullable(),
  /** The meter runs: what it has cost so far, in none of the sums. */
  running: z.literal(true).optional(),
})

export const SpendReport = z.strictObject({
  total: WireMoney,
  today: WireMoney,
  month: WireMoney,
  /** Practice money, kept apart from every figure above. */
  simulated: z.strictObject({ total: WireMoney, today: WireMoney, month: WireMoney }),
  groups: z.array(
    z.strictObject({
      key: z.string(),
      cost: WireMoney,
      instances: z.int(),
      billedSeconds: z.number(),
      images: z.int().nullable(),
      /** Null where no picture came of it. */
      costPerImage: WireMoney.nullable(),
    }),
  ),
  entries: z.array(SpendEntry),
})
export type SpendReport = z.infer<typeof SpendReport>

const Limit = WireMoney.nullable()
export const BudgetReport = z.strictObject({
  /** Null: no limit. */
  daily: Limit,
  monthly: Limit,
  perBurst: Limit,
  /** Running meters included. */
  spentToday: WireMoney,
  spentThisMonth: WireMoney,
  /** Shares of a limit at which somebody is warned, percent. */
  warnAt: z.array(z.int()),
  state: BudgetState,
  /** Of this month, the newest first. */
  alerts: z.array(Alert),
})
export type BudgetReport = z.infer<typeof BudgetReport>

/** What became of an alert on its way. */
export const DeliveryView = z.strictObject({
  alert: z.int(),
  channel: AlertChannel,
  ok: z.boolean(),
  error: z.string().optional(),
})
export type DeliveryView = z.infer<typeof DeliveryView>

export const SettingView = z.strictObject({
  key: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  about: z.string(),
})
export type SettingView = z.infer<typeof SettingView>

export const SandboxStatus = z.strictObject({
  speed: z.number(),
  clock: z.string(),
  faults: z.array(z.strictObject({ name: z.string(), left: z.int() })),
  instances: z.array(z.strictObject({ id: z.string(), name: z.string(), state: z.string() })),
  made: z.int(),
})
export type SandboxStatus = z.infer<typeof SandboxStatus>

/** What may be billing right now, as far as anybody knows, and who was asked (law 10). */
export const SafetyView = z.strictObject({
  /** When the providers were last asked; null before the first answer. */
  lookedAt: z.string().nullable(),
  instances: z.array(InstanceView),
  providers: z.array(ProviderAnswer),
  /** Of everything of ours that bills or may bill, one sum for each kind of money. */
  pricesPerHour: z.array(WireMoney),
  /** Of the bursts that run: pictures that are not at home yet. */
  picturesNotHome: z.int(),
  /** Ends that a rule will bring unless somebody stops them. */
  announced: z.array(Announcement),
  /** Kill-all was pressed: nothing new can be rented until somebody clears it. */
  latched: z.boolean(),
})
export type SafetyView = z.infer<typeof SafetyView>

export const EngineInfo = z.strictObject({ pid: z.int(), home: z.string(), version: z.string(), startedAt: z.string() })
