import { z } from 'zod'
import { BurstSummary } from './bursts/burst-view.ts'
import { RecordedEvent } from './bursts/events.ts'
import { Plan } from './bursts/plan.ts'
import { Receipt } from './bursts/receipt.ts'
import { ExitKind, Problem } from './errors.ts'
import { JobManifest } from './job/job.ts'
import { NeededModel } from './models/needed.ts'
import { ListedModel } from './models/model.ts'
import { Transfer } from './transfers/transfer.ts'
import { ScanProgress, ScanResult } from './models/scan.ts'
import { Assumptions, WorkKind } from './pricing/assumptions.ts'
import { EstimateResult } from './pricing/estimate-result.ts'
import { Accuracy } from './pricing/accuracy.ts'
import { Observation } from './pricing/observation.ts'
import { Work } from './pricing/work.ts'
import { Money, WireMoney } from './money.ts'

/**
 * Everything a face may ask of the engine: one file of calls and streams, pure data.
 *
 * A call's reply says accepted or refused (and hands over what was asked to be read); what happens afterwards is
 * published on the streams. Money and instants have the forms that the command line promises.
 */
const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({
  kind: 'call' as const,
  input,
  output,
})
const stream = <I extends z.ZodType, E extends z.ZodType>(input: I, event: E) => ({
  kind: 'stream' as const,
  input,
  event,
})

const none = z.undefined()
const text = z.string().max(4000)
const path = z.string().min(1).max(4000)
const LaneKeyView = z.strictObject({
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
const RotatedKey = z.strictObject({
  ...LaneKeyView.shape,
  rotated: z.boolean(),
  /** Why not; null where it was. */
  reason: z.string().nullable(),
})
export type RotatedKey = z.infer<typeof RotatedKey>

const SourcesOfModel = z.strictObject({ sha256: z.string(), name: z.string(), sources: z.array(z.string()) })
export type SourcesOfModel = z.infer<typeof SourcesOfModel>
const burstId = z.strictObject({ id: z.string().min(1).max(64) })

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
  ]),
  provider: text.default('auto'),
  gpu: text.optional(),
  region: text.optional(),
  spot: z.boolean().default(false),
  strategy: z.enum(['on-demand', 'warm', 'image']).default('on-demand'),
  lanes: z.int().default(1),
  out: path.optional(),
  /** Where the folder of the session goes that neither `out` nor the setting places. */
  sessionsHere: path.optional(),
  /** In the account's currency, tax included. */
  maxCost: z.number().optional(),
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
  /** The meter runs: what it has cost so far, in none of the sums. */
  running: z.literal(true).optional(),
})

export const SpendReport = z.strictObject({
  total: WireMoney,
  today: WireMoney,
  month: WireMoney,
  /** Practice money, kept apart from every figure above. */
  simulated: z.strictObject({ total: WireMoney, today: WireMoney, month: WireMoney }),
  groups: z.array(z.strictObject({ key: z.string(), cost: WireMoney, instances: z.int(), billedSeconds: z.number() })),
  entries: z.array(SpendEntry),
})
export type SpendReport = z.infer<typeof SpendReport>

export const SettingView = z.strictObject({
  key: z.string(),
  value: z.unknown(),
  default: z.unknown(),
  about: z.string(),
})

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
  /** Kill-all was pressed: nothing new can be rented until somebody clears it. */
  latched: z.boolean(),
})
export type SafetyView = z.infer<typeof SafetyView>

export const EngineInfo = z.strictObject({ pid: z.int(), home: z.string(), version: z.string(), startedAt: z.string() })

export const contract = {
  'engine.info': call(none, EngineInfo),
  /** Stops driving and leaves; what runs goes on and is taken up by the next engine. */
  'engine.stop': call(none, z.null()),

  'templates.list': call(z.strictObject({ dir: path.optional(), here: path.optional() }), z.array(TemplateEntry)),
  /** Where Burst looks for templates, in this order, and who says so. */
  'templates.folders': call(
    z.strictObject({ here: path.optional() }),
    z.array(z.strictObject({ path: z.string(), from: z.enum(['setting', 'here', 'samples', 'home']) })),
  ),
  'templates.expand': call(ExpandInput, ExpandResult),

  /** A window into the prompts of a template; what is wrong with it comes as `problems`, not as an error. */
  'templates.preview': call(
    z.strictObject({ ...ExpandInput.shape, offset: z.int().min(0), limit: z.int().min(0).max(500) }),
    TemplatePreview,
  ),

  /** The text of a file of the library, as it is on the disk. */
  'templates.source': call(z.strictObject({ path }), z.strictObject({ path: z.string(), text: z.string() })),
  /** Copies files into the home's own templates. `name` is a path inside what was dropped, `/` between names. */
  'templates.add': call(
    z.strictObject({
      files: z
        .array(z.strictObject({ name: path, text: z.string().max(1_000_000) }))
        .min(1)
        .max(2000),
    }),
    TemplatesAdded,
  ),

  /** Asks each that is configured, or the named one, whether its credentials are good. */
  'providers.list': call(z.strictObject({ provider: text.optional() }), z.array(ProviderView)),
  /** Keeps credentials in the secret store; fields that are not given stay as they are. */
  'providers.login': call(
    z.strictObject({ provider: text, fields: z.record(z.string().max(100), z.string().min(1).max(2000)) }),
    z.strictObject({ provider: z.string(), kept: z.array(z.string()), store: z.string() }),
  ),
  'providers.logout': call(
    z.strictObject({ provider: text }),
    z.strictObject({ provider: z.string(), forgotten: z.array(z.string()) }),
  ),

  'offers.list': call(
    z.strictObject({
      gpu: text.optional(),
      region: text.optional(),
      spot: z.boolean().optional(),
      maxPrice: z.number().optional(),
    }),
    z.strictObject({ offers: z.array(OfferView), providers: z.array(ProviderAnswer) }),
  ),

  /** Home against everything that can be rented, or against one price an hour. */
  'estimate.compare': call(
    z.strictObject({
      source: RunInput.shape.source.optional(),
      kind: WorkKind.default('images'),
      images: z.int().min(0).max(10_000_000).optional(),
      pricePerHour: z.number().min(0).max(1_000_000).optional(),
      assumptions: Assumptions.partial().default({}),
    }),
    EstimateResult,
  ),

  /** Everything that a plan is reckoned with, so that a page can reckon for every number of pictures by itself. */
  'planner.basis': call(z.strictObject({ source: RunInput.shape.source.optional() }), PlannerBasis),

  'bursts.plan': call(RunInput, PlanResult),
  'bursts.start': call(RunInput, z.strictObject({ burst: BurstSummary, warnings: z.array(Problem) })),
  'bursts.list': call(none, z.array(BurstSummary)),
  'bursts.show': call(burstId, BurstSummary),
  'bursts.pause': call(burstId, BurstSummary),
  'bursts.resume': call(burstId, BurstSummary),
  'bursts.finish': call(burstId, BurstSummary),
  'bursts.cancel': call(burstId, BurstSummary),
  /** Nothing more is begun after so many seconds on the provider's clock; null takes that back. */
  'bursts.finishIn': call(
    z.strictObject({ ...burstId.shape, seconds: z.number().min(0).max(10_000_000).nullable() }),
    BurstSummary,
  ),

  /** What it took and cost, as far as it went; the same as the session's `receipt.json` once it has ended. */
  'bursts.receipt': call(burstId, Receipt),

  'pictures.page': call(
    z.strictObject({
      burstId: z.string().max(64),
      order: z.enum(['newest', 'oldest']),
      offset: z.int().min(0),
      limit: z.int().min(1).max(500),
    }),
    z.strictObject({ total: z.int(), pictures: z.array(PictureView) }),
  ),
  /** Where a picture lies on this computer, for the face that serves it. */
  'pictures.file': call(
    z.strictObject({ burstId: z.string().max(64), item: z.int().min(0) }),
    z.strictObject({ path: z.string(), bytes: z.int(), sha256: z.string() }),
  ),

  'events.page': call(
    z.strictObject({
      burstId: z.string().max(64).optional(),
      since: z.int().min(0),
      limit: z.int().min(1).max(10_000),
      /** The newest ones instead of the oldest, still in the order in which they happened. */
      newest: z.boolean().default(false),
    }),
    z.array(RecordedEvent),
  ),

  'instances.list': call(z.strictObject({ all: z.boolean() }), InstancesResult),
  'instances.kill': call(z.strictObject({ instanceId: text }), KillReport),
  'instances.killAll': call(z.strictObject({ provider: text.optional() }), KillReport),
  'instances.unlatch': call(none, z.strictObject({ latched: z.literal(false), was: z.boolean() })),

  'spend.report': call(
    z.strictObject({
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional(),
      by: z.enum(['day', 'provider', 'burst', 'kind']).default('day'),
    }),
    SpendReport,
  ),

  'models.list': call(none, z.array(ListedModel)),
  /** Begins to look through a folder, or through all that are known; the stream `models` tells how that goes on. */
  'models.scan': call(z.strictObject({ dir: path.optional() }), z.strictObject({ folders: z.array(z.string()) })),
  /** Of one model, named as a template would or by its hash, or of all that have some. */
  'models.sources': call(z.strictObject({ model: text.optional() }), z.array(SourcesOfModel)),
  'models.addSource': call(z.strictObject({ model: text, source: text }), SourcesOfModel),
  'models.removeSource': call(z.strictObject({ model: text, source: text }), SourcesOfModel),
  /** Asks Civitai by hash for each that has no source, or for one. Gives those that were found. */
  'models.findSources': call(
    z.strictObject({ model: text.optional() }),
    z.strictObject({ asked: z.int(), found: z.array(SourcesOfModel) }),
  ),

  'keys.list': call(none, z.array(LaneKeyView)),
  /** Gives every instance that can be reached another login key. */
  'keys.rotate': call(none, z.array(RotatedKey)),

  'settings.list': call(none, z.array(SettingView)),
  'settings.get': call(z.strictObject({ key: text }), SettingView),
  'settings.set': call(z.strictObject({ key: text, value: z.unknown() }), SettingView),

  'sandbox.status': call(none, SandboxStatus),
  'sandbox.fault': call(z.strictObject({ name: text, count: z.int().min(1).max(1000).default(1) }), SandboxStatus),
  'sandbox.speed': call(z.strictObject({ speed: z.number() }), SandboxStatus),
  'sandbox.reset': call(none, SandboxStatus),

  /** The record after `since`, then every new event as it is committed. */
  events: stream(
    z.strictObject({ burstId: z.string().max(64).optional(), since: z.int().min(0).default(0) }),
    RecordedEvent,
  ),
  /** First every burst as it stands, then each one again when it has changed, at most a few times a second. */
  bursts: stream(
    z.strictObject({ burstId: z.string().max(64).optional() }),
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('snapshot'), bursts: z.array(BurstSummary) }),
      z.strictObject({ type: z.literal('changed'), burst: BurstSummary }),
    ]),
  ),
  /** First every template of the library, then those that changed and the paths of those that are gone. */
  templates: stream(
    none,
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('snapshot'), templates: z.array(ListedTemplate) }),
      z.strictObject({
        type: z.literal('changed'),
        templates: z.array(ListedTemplate),
        gone: z.array(z.string()),
      }),
    ]),
  ),
  /** The models of this computer. `models` is null where they are as told before. */
  models: stream(
    none,
    z.strictObject({
      models: z.array(ListedModel).nullable(),
      folders: z.array(z.string()),
      scan: ScanProgress.nullable(),
      /** Of the scan that runs, folder by folder, or of the last one since the engine runs. */
      results: z.array(ScanResult).readonly(),
    }),
  ),
  /** What is on its way, whole, at most a few times a second. */
  transfers: stream(none, z.strictObject({ transfers: z.array(Transfer) })),
  /** What runs and what it costs: at once, then whenever somebody looked again. */
  safety: stream(none, SafetyView),
} as const

export type Contract = typeof contract
type NamesOf<Kind> = { [K in keyof Contract]: Contract[K]['kind'] extends Kind ? K : never }[keyof Contract]
export type CallName = NamesOf<'call'>
export type StreamName = NamesOf<'stream'>

type Calls = { [K in CallName]: Extract<Contract[K], { kind: 'call' }> }
type Streams = { [K in StreamName]: Extract<Contract[K], { kind: 'stream' }> }
export type CallInput<K extends CallName> = z.input<Calls[K]['input']>
/** A call's input after its schema: with its defaults. */
export type CallParsed<K extends CallName> = z.output<Calls[K]['input']>
export type CallOutput<K extends CallName> = z.output<Calls[K]['output']>
export type StreamInput<K extends StreamName> = z.input<Streams[K]['input']>
export type StreamParsed<K extends StreamName> = z.output<Streams[K]['input']>
export type StreamEvent<K extends StreamName> = z.output<Streams[K]['event']>

/** What the engine implements: no optional keys, so a missing handler does not compile. */
export type Handlers = {
  [K in CallName]: (input: CallParsed<K>, signal: AbortSignal) => Promise<z.input<Calls[K]['output']>>
}

/** Streams start with what is and go on with what comes, until the signal aborts. */
export type Publishers = {
  [K in StreamName]: (
    input: StreamParsed<K>,
    publish: (event: z.input<Streams[K]['event']>) => void | Promise<void>,
    signal: AbortSignal,
  ) => Promise<void>
}

export const WireError = z.strictObject({ exit: ExitKind, problems: z.array(Problem).min(1) })
export type WireError = z.infer<typeof WireError>

/** Replies are envelopes: an error crosses every transport whole. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: WireError }

/** The whole of what a face needs. `call` rejects with `BurstError`. */
export type Api = {
  call<K extends CallName>(name: K, input: CallInput<K>, signal?: AbortSignal): Promise<CallOutput<K>>
  /** Resolves when the signal aborts; rejects when the engine is gone, with the events so far delivered. */
  subscribe<K extends StreamName>(
    name: K,
    input: StreamInput<K>,
    listener: (event: StreamEvent<K>) => void,
    signal: AbortSignal,
  ): Promise<void>
}

export function isCallName(name: string): name is CallName {
  return Object.hasOwn(contract, name) && contract[name as keyof Contract].kind === 'call'
}

export function isStreamName(name: string): name is StreamName {
  return Object.hasOwn(contract, name) && contract[name as keyof Contract].kind === 'stream'
}
