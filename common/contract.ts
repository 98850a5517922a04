import { z } from 'zod'
import { BurstSummary } from './bursts/burst-view.ts'
import { RecordedEvent } from './bursts/events.ts'
import { WireMoney } from './money.ts'
import { Check } from './doctor.ts'
import { Receipt } from './bursts/receipt.ts'
import { ExitKind, Problem } from './errors.ts'
import { Announcement, WatchNews } from './watchdog/news.ts'
import { SETTINGS } from './settings.ts'
import { AuditCheck, AuditLine } from './spend/audit.ts'
import { Alert } from './spend/alert.ts'
import { ListedModel } from './models/model.ts'
import { Transfer } from './transfers/transfer.ts'
import { ScanProgress, ScanResult } from './models/scan.ts'
import { Assumptions, WorkKind } from './pricing/assumptions.ts'
import { EstimateResult } from './pricing/estimate-result.ts'
import {
  text,
  path,
  LaneKeyView,
  RotatedKey,
  SourcesOfModel,
  ExpandInput,
  ExpandResult,
  TemplatePreview,
  TemplatesAdded,
  PictureView,
  PictureMark,
  GalleryFilter,
  GalleryPicture,
  GalleryFacet,
  TemplateEntry,
  ListedTemplate,
  RunInput,
  PlanResult,
  ImageView,
  ProviderAnswer,
  OfferView,
  PlannerBasis,
  InstancesResult,
  InstanceView,
  ProviderView,
  KillReport,
  SpendReport,
  BudgetReport,
  DeliveryView,
  SettingView,
  SandboxStatus,
  SafetyView,
  EngineInfo,
  VolumeProposals,
  VolumeView,
  VolumeWanted,
  WorkflowView,
  ReferenceView,
} from './contract-forms.ts'

export * from './contract-forms.ts'

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
const burstId = z.strictObject({ id: z.string().min(1).max(64) })

export const contract = {
  'engine.info': call(none, EngineInfo),
  /** Stops driving and leaves; what runs goes on and is taken up by the next engine. */
  'engine.stop': call(none, z.null()),

  /** Looks at this machine and the accounts. */
  'doctor.check': call(none, z.array(Check)),

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

  /** What a workflow would be as a template's engine. Nothing is kept. */
  'workflows.look': call(z.strictObject({ file: path }), WorkflowView),

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

  /** Prepared images of this installation at every provider that keeps any. */
  'images.list': call(none, z.strictObject({ images: z.array(ImageView), providers: z.array(ProviderAnswer) })),
  /** Has its seller delete one; it bills until then. */
  'images.delete': call(z.strictObject({ image: text }), z.strictObject({ provider: z.string(), id: z.string() })),

  /** Disks for models of this installation, at every provider that has any. */
  'volumes.list': call(none, z.strictObject({ volumes: z.array(VolumeView), providers: z.array(ProviderAnswer) })),
  /** Which job would gain by one, and where. */
  'volumes.propose': call(
    z.strictObject({ source: RunInput.shape.source, bursts: z.int().min(1).max(10_000).optional() }),
    VolumeProposals,
  ),
  /** What one would cost; nothing is made. Without a size it is for the models of the job. */
  'volumes.price': call(
    z.strictObject({
      provider: text,
      region: text,
      gigabytes: z.int().min(1).max(100_000).optional(),
      source: RunInput.shape.source.optional(),
    }),
    VolumeWanted,
  ),
  /** Has its seller make one; it bills by the month until it is deleted. */
  'volumes.create': call(
    z.strictObject({
      provider: text,
      region: text,
      bytes: z.number().positive(),
      label: z.string().min(1).max(100).optional(),
    }),
    z.strictObject({ provider: z.string(), id: z.string(), label: z.string() }),
  ),
  /** Has its seller delete one, with the models on it; it bills until then. */
  'volumes.delete': call(z.strictObject({ volume: text }), z.strictObject({ provider: z.string(), label: z.string() })),

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
  /** How fast the line of this computer is, at the cost of some megabytes; nothing is kept. */
  'line.measure': call(none, z.strictObject({ upMbits: z.number(), downMbits: z.number(), host: z.string() })),
  'planner.basis': call(z.strictObject({ source: RunInput.shape.source.optional() }), PlannerBasis),

  'bursts.plan': call(RunInput, PlanResult),
  'bursts.start': call(RunInput, z.strictObject({ burst: BurstSummary, warnings: z.array(Problem) })),
  'bursts.list': call(none, z.array(BurstSummary)),
  'bursts.show': call(burstId, BurstSummary),
  'bursts.pause': call(burstId, BurstSummary),
  'bursts.resume': call(burstId, BurstSummary),
  'bursts.finish': call(burstId, BurstSummary),
  'bursts.cancel': call(burstId, BurstSummary),
  /** The first picture is good: the rest is made. */
  'bursts.approve': call(burstId, BurstSummary),
  /** The first picture as the card at home makes it, to be compared with; asking for it begins to make it. */
  'bursts.reference': call(burstId, ReferenceView),
  /** Nothing more is begun after so many seconds on the provider's clock; null takes that back. */
  'bursts.finishIn': call(
    z.strictObject({ ...burstId.shape, seconds: z.number().min(0).max(10_000_000).nullable() }),
    BurstSummary,
  ),

  /** What it took and cost, as far as it went; the same as the session's `receipt.json` once it has ended. */
  'bursts.receipt': call(burstId, Receipt),

  /** Pictures of all bursts, the newest first; `newest` is what `upTo` is given so that places stand still. */
  'gallery.page': call(
    z.strictObject({ filter: GalleryFilter, offset: z.int().min(0), limit: z.int().min(1).max(500) }),
    z.strictObject({ total: z.int(), newest: z.int(), pictures: z.array(GalleryPicture) }),
  ),
  /** What the placeholders of a burst's pictures became, to choose from. */
  'gallery.facets': call(z.strictObject({ burstId: z.string().max(64) }), z.array(GalleryFacet)),
  /** Stars or rejects a picture, or takes that back. The file stays as it is. */
  'gallery.mark': call(
    z.strictObject({ burstId: z.string().max(64), item: z.int().min(0), mark: PictureMark.nullable() }),
    z.null(),
  ),
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
  /** Takes over one of ours that the ledger lost, by id or name. */
  'instances.adopt': call(z.strictObject({ instanceId: text }), InstanceView),
  /** How a terminal gets into an instance of a burst: keys and known host are written into the home for it. */
  'instances.ssh': call(z.strictObject({ instanceId: text }), z.strictObject({ command: z.string() })),
  'instances.unlatch': call(none, z.strictObject({ latched: z.literal(false), was: z.boolean() })),

  /** Looks everything over once, acts, and waits for the proofs. Gives back what was done and found meanwhile. */
  'watchdog.look': call(none, z.strictObject({ news: z.array(WatchNews), announced: z.array(Announcement) })),
  /** Stops the announced end of an instance for so many seconds. */
  'watchdog.keep': call(
    z.strictObject({ instanceId: text, seconds: z.int().min(60).max(604_800).default(3600) }),
    z.array(Announcement),
  ),

  'spend.report': call(
    z.strictObject({
      from: z.iso.datetime().optional(),
      to: z.iso.datetime().optional(),
      by: z.enum(['day', 'provider', 'burst', 'kind']).default('day'),
    }),
    SpendReport,
  ),

  /** What happened since somebody last looked. */
  'away.since': call(
    z.strictObject({ since: z.iso.datetime() }),
    z.strictObject({
      since: z.string(),
      /** That came home. */
      pictures: z.int(),
      /** Charged since then or on meters that run, one sum for each kind of money. */
      costs: z.array(WireMoney),
      ended: z.array(z.strictObject({ id: z.string(), name: z.string(), state: z.string() })),
      /** What rules did, in order. */
      acted: z.array(AuditLine),
    }),
  ),
  /** After `since` in order, or the latest ones with the newest first. */
  'audit.page': call(
    z.strictObject({
      since: z.int().min(0).default(0),
      limit: z.int().min(1).max(10_000),
      newest: z.boolean().default(false),
    }),
    z.array(AuditLine),
  ),
  /** Reckons the whole trail anew. */
  'audit.check': call(none, AuditCheck),

  'budget.show': call(none, BudgetReport),
  /** Amounts in the account's currency, tax included; 0 takes a limit away, what is absent stays. */
  'budget.set': call(
    z.strictObject({
      daily: SETTINGS['budget-daily'].schema.optional(),
      monthly: SETTINGS['budget-monthly'].schema.optional(),
      perBurst: SETTINGS['max-cost'].schema.optional(),
    }),
    BudgetReport,
  ),
  /** Raises the alerts that are due; with `notify` what has not left yet is sent. */
  'budget.check': call(
    z.strictObject({ notify: z.boolean().default(false) }),
    z.strictObject({ ...BudgetReport.shape, deliveries: z.array(DeliveryView) }),
  ),
  /** The newest first. */
  'alerts.list': call(z.strictObject({ limit: z.int().min(1).max(1000).default(100) }), z.array(Alert)),
  /** Sends one on every way that is set up. BurstError where there is none. */
  'alerts.test': call(none, z.array(DeliveryView)),

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
  /** The latest alerts, the newest first, then each one that is raised. */
  alerts: stream(
    none,
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('snapshot'), alerts: z.array(Alert) }),
      z.strictObject({ type: z.literal('raised'), alert: Alert }),
    ]),
  ),
  /** What the watchdog did and found, the latest first of all, then as it happens. */
  watchdog: stream(none, WatchNews),
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
