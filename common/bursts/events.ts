import { z } from 'zod'
import { Sha256 } from '../models/model.ts'
import { NeededModel } from '../models/needed.ts'
import { Money } from '../money.ts'
import { Plan } from './plan.ts'
import { Ranges } from './ranges.ts'

/**
 * Everything that can happen in a burst, as it is written to the database.
 *
 * Lanes are numbered from 0 within the burst and never reused: a lane is one instance, so a replacement is a new lane.
 * Instants inside events are milliseconds on the provider's clock.
 */
const lane = z.int().min(0).max(10_000)
const item = z.int().min(0)
const text = z.string().max(4000)
const code = z.string().max(64)

export const LaneEnd = z.enum([
  'done',
  'idle',
  'finish',
  'pause',
  'cancel',
  'kill',
  'boot-timeout',
  'unreachable',
  'setup-failed',
  'preempted',
  'failed',
  'host-key-mismatch',
  'budget',
  'lifetime',
  'slow',
])
export type LaneEnd = z.infer<typeof LaneEnd>

/** Rules that may finish a burst before all is made. */
export const FinishedBy = z.enum(['budget', 'watchdog'])
export type FinishedBy = z.infer<typeof FinishedBy>
/** What made a burst end or rest without being asked to: those, or a price that nobody has agreed to. */
export const StoppedBy = z.enum([...FinishedBy.options, 'price'])
export type StoppedBy = z.infer<typeof StoppedBy>

export const Outcome = z.enum(['completed', 'finished', 'incomplete', 'cancelled', 'killed', 'failed'])
export type Outcome = z.infer<typeof Outcome>

export const BurstEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('burst.created'),
    kind: z.literal('images'),
    name: text,
    template: text.nullable(),
    out: text,
    items: z.int().min(1),
    plan: Plan,
    /** Models of this computer that the instances must have; what they hold by themselves is not named. */
    models: z.array(NeededModel).max(10_000).optional(),
    /** Nothing of the user's but models comes to a disk of an instance. */
    private: z.boolean().optional(),
  }),
  /** `asked`: not the user wants it, but has to be asked first whether to take that offer, for the reason in the message. */
  z.object({
    type: z.literal('burst.pause-requested'),
    asked: z.int().min(0).optional(),
    message: text.optional(),
  }),
  z.object({ type: z.literal('burst.resume-requested') }),
  /** `by`: not the user but a rule wants it, for the reason that the message gives. */
  z.object({ type: z.literal('burst.finish-requested'), by: FinishedBy.optional(), message: text.optional() }),
  /** Nothing more is to be begun from this instant of the provider's clock on; null takes that back. */
  z.object({ type: z.literal('burst.finish-planned'), at: z.number().nullable() }),
  z.object({ type: z.literal('burst.cancel-requested') }),
  z.object({ type: z.literal('burst.killed') }),
  /** The first picture can be looked at; without an answer nothing more is begun from `until` on. */
  z.object({ type: z.literal('burst.look-asked'), until: z.number() }),
  z.object({ type: z.literal('burst.look-approved') }),
  z.object({ type: z.literal('burst.waiting'), message: text }),
  z.object({ type: z.literal('burst.ended'), outcome: Outcome, message: text.nullable() }),

  /** The wish to create an instance, before the request leaves (law 1). */
  z.object({
    type: z.literal('lane.intended'),
    lane,
    attempt: code,
    name: text,
    offer: z.int().min(0),
    pricePerHour: Money,
    endBy: z.number(),
  }),
  z.object({ type: z.literal('lane.created'), lane, instanceId: text }),
  z.object({ type: z.literal('lane.rejected'), lane, reason: code, message: text }),
  /** The answer of the create was lost: the instance may or may not exist. */
  z.object({ type: z.literal('lane.unknown'), lane, message: text }),
  /** Proven never to have come into being. */
  z.object({ type: z.literal('lane.absent'), lane }),
  /** `billedPerHour`: what its seller shows, where that is not what was agreed. */
  z.object({ type: z.literal('lane.running'), lane, billedFrom: z.number(), billedPerHour: Money.optional() }),
  /** `engine`: how files travel over this connection. */
  z.object({ type: z.literal('lane.connected'), lane, engine: z.enum(['sftp', 'rsync']).optional() }),
  z.object({ type: z.literal('lane.disconnected'), lane, message: text }),
  z.object({ type: z.literal('lane.ready'), lane, comfyui: text }),
  z.object({ type: z.literal('lane.comfyui-down'), lane, message: text }),
  /** The instance has a model and knows it under its names. */
  z.object({ type: z.literal('lane.model-placed'), lane, sha256: Sha256, how: z.enum(['cached', 'sent', 'fetched']) }),
  z.object({ type: z.literal('lane.leased'), lane, share: code, items: Ranges }),
  z.object({ type: z.literal('lane.delivered'), lane, share: code }),
  z.object({ type: z.literal('lane.drained'), lane }),
  z.object({ type: z.literal('lane.end-by-moved'), lane, endBy: z.number() }),
  /** Everything is made: the instance waits for the next burst until that instant, and bills. */
  z.object({ type: z.literal('lane.kept-warm'), lane, until: z.number() }),
  /** Another burst takes the instance over and pays for it from here on. */
  z.object({ type: z.literal('lane.handed'), lane, to: text, billedSeconds: z.number().min(0), cost: Money }),
  /**
   * An instance of another burst is ours now, with the attempt, name and keys that it was made with. `billedFrom`: until then
   * the other one has paid; `born`: when it was asked for.
   */
  z.object({
    type: z.literal('lane.taken'),
    lane,
    attempt: code,
    name: text,
    offer: z.int().min(0),
    pricePerHour: Money,
    instanceId: text,
    endBy: z.number(),
    billedFrom: z.number(),
    born: z.number(),
  }),
  /** The wish to keep the instance's disk as a prepared image of that name, before the request leaves. */
  z.object({ type: z.literal('lane.image-wished'), lane, name: text }),
  /** It can be started from. `setup`: what the machine was set up with. */
  z.object({
    type: z.literal('lane.image-kept'),
    lane,
    imageId: text,
    bytes: z.number().min(0).nullable(),
    setup: text,
  }),
  z.object({ type: z.literal('lane.image-failed'), lane, message: text }),
  /** The wish to end the instance, before the request leaves. */
  z.object({ type: z.literal('lane.closing'), lane, reason: LaneEnd, message: text.nullable() }),
  /** Everything of the user's but models was deleted on the instance, before it was told to end. */
  z.object({ type: z.literal('lane.wiped'), lane, files: z.int().min(0) }),
  z.object({ type: z.literal('lane.gone'), lane, billedSeconds: z.number().min(0).nullable(), cost: Money.nullable() }),

  z.object({
    type: z.literal('item.made'),
    lane,
    item,
    attempt: z.int().min(1),
    file: z.object({ path: text, bytes: z.int().min(0), sha256: z.string() }),
    gpu: z.tuple([z.number(), z.number()]).nullable(),
  }),
  z.object({ type: z.literal('item.retried'), lane, item, attempt: z.int().min(1), code, message: text }),
  z.object({ type: z.literal('item.failed'), lane, item, attempts: z.int().min(1), code, message: text }),
  z.object({ type: z.literal('items.revoked'), lane, items: Ranges }),
  z.object({
    type: z.literal('item.verified'),
    lane,
    item,
    bytes: z.int().min(0),
    sha256: z.string(),
    adopted: z.boolean(),
  }),
  z.object({ type: z.literal('item.released'), lane, item }),
])
export type BurstEvent = z.infer<typeof BurstEvent>
export type BurstEventType = BurstEvent['type']
export type EventOf<T extends BurstEventType> = Extract<BurstEvent, { type: T }>

/** Every event type there is, read from the schema: tests that must cover each one ask here. */
export const BURST_EVENT_TYPES: readonly BurstEventType[] = BurstEvent.options.map(option => option.shape.type.value)

/** An event with its place in the record. `at` is the wall clock, `clock` the provider's, both in ms since 1970. */
export const RecordedEvent = z.object({
  seq: z.int().min(1),
  burstId: z.string(),
  at: z.number(),
  clock: z.number(),
  event: BurstEvent,
})
export type RecordedEvent = z.infer<typeof RecordedEvent>
