import { z } from 'zod'
import { Money } from '../../../../common/money.ts'

/**
 * The practice cloud's HTTP API, as both of its sides parse it.
 *
 * Served on the socket of the sandbox folder; every request carries `authorization: Bearer <token>`. A refusal is
 * `{ error: { code, message } }` with a status of 400 or above. Instants are ms since 1970 on the cloud's clock.
 */
const id = z.string().min(1).max(64)
const instant = z.number().finite()

export const MAXIMUM_REQUEST_BYTES = 1_048_576
export const MAXIMUM_ANSWER_BYTES = 16_777_216

/** Real ms since 1970 at which a create was sent: the cloud refuses one that was under way for too long. */
export const SENT_AT_HEADER = 'x-sent-at'

export const ApiError = z.strictObject({
  error: z.strictObject({ code: z.string().max(64), message: z.string().max(4000) }),
})
export type ApiError = z.infer<typeof ApiError>

export const ApiOffer = z.strictObject({
  id,
  gpu: z.string(),
  vramBytes: z.int(),
  secondsPerImage: z.number().positive(),
  region: z.string(),
  country: z.string(),
  pricePerHour: Money,
  spot: z.boolean(),
  stock: z.enum(['yes', 'low', 'no']),
  trust: z.enum(['datacenter', 'third-party']),
})
export const ApiOffers = z.strictObject({ offers: z.array(ApiOffer).max(1000), at: instant })

/** A plain relative name: what the image holds must not reach out of its model folders. */
const modelPath = z
  .string()
  .min(1)
  .max(400)
  .refine(name => !/(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[a-z]:|\0/i.test(name), 'leaves the model folder')

export const CreateRequest = z.strictObject({
  offerId: id,
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  clientPublicKey: z.string().max(20_000).startsWith('ssh-'),
  hostPrivateKey: z.string().max(20_000).startsWith('-----BEGIN '),
  endByMs: instant,
  /** Work in memory: nothing of the renter's but models comes to the disk. */
  private: z.boolean().default(false),
  models: z.array(z.strictObject({ folder: modelPath, name: modelPath })).max(1000),
  /** Packs of nodes that are to be installed. */
  packs: z
    .array(z.string().regex(/^[\w-]{1,100}$/))
    .max(20)
    .default([]),
  /** What its disk begins as; null for what every machine has. */
  image: id.nullable().default(null),
  /** The disk for models that it mounts. */
  volume: id.nullable().default(null),
})
export type CreateRequest = z.infer<typeof CreateRequest>
export const Created = z.strictObject({ instanceId: id })

export const ApiInstance = z.strictObject({
  id,
  name: z.string(),
  state: z.enum(['provisioning', 'running', 'terminating', 'failed', 'preempted']),
  billing: z.enum(['full', 'none']),
  offerId: id,
  pricePerHour: Money,
  createdAt: instant,
  billedFrom: instant.nullable(),
  endBy: instant,
  ssh: z.strictObject({ host: z.string(), port: z.int(), user: z.string() }).nullable(),
})
export type ApiInstance = z.infer<typeof ApiInstance>

/** `total` counts what there is: fewer instances than that are not the whole list. */
export const ApiInstances = z.strictObject({ instances: z.array(ApiInstance).max(10_000), total: z.int().min(0) })

export const KeepImageRequest = z.strictObject({ instanceId: id, name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) })
export type KeepImageRequest = z.infer<typeof KeepImageRequest>
export const ApiImage = z.strictObject({
  id,
  name: z.string(),
  region: z.string(),
  state: z.enum(['saving', 'ready']),
  bytes: z.number().min(0),
  pricePerMonth: Money,
})
export type ApiImage = z.infer<typeof ApiImage>
export const ApiImages = z.strictObject({ images: z.array(ApiImage).max(10_000) })

export const CreateVolumeRequest = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  region: z.string().max(64),
  bytes: z.int().min(10e9).max(4e12),
})
export type CreateVolumeRequest = z.infer<typeof CreateVolumeRequest>
export const VolumeMade = z.strictObject({ volumeId: id })
export const ApiVolume = z.strictObject({
  id,
  name: z.string(),
  region: z.string(),
  bytes: z.number().min(0),
  pricePerMonth: Money,
})
export type ApiVolume = z.infer<typeof ApiVolume>
export const ApiVolumes = z.strictObject({ volumes: z.array(ApiVolume).max(10_000) })

export const ApiCharge = z.strictObject({ billedSeconds: z.number().min(0), cost: Money })
export const EndByRequest = z.strictObject({ endByMs: instant })
export const Account = z.strictObject({ rights: z.array(z.string()) })
export const Done = z.strictObject({})

export const FaultRequest = z.strictObject({
  name: z.string().max(64),
  count: z.int().min(1).max(1000).default(1),
  /** For `out-of-memory`: the largest batch that still fits. */
  aboveBatch: z.int().min(0).default(0),
  /** For `slow-pictures`: how many times as long. */
  factor: z.number().positive().max(10_000).default(10),
})
export type FaultRequest = z.output<typeof FaultRequest>
export const Speed = z.number().min(0.1).max(100_000)
export const SpeedRequest = z.strictObject({ speed: Speed })

/** Offers, machines and money of the cloud, and then what only a practice cloud has. */
export const PATHS = {
  account: '/v1/account',
  offers: '/v1/offers',
  instances: '/v1/instances',
  instance: (instanceId: string) => `/v1/instances/${encodeURIComponent(instanceId)}`,
  charge: (instanceId: string) => `/v1/instances/${encodeURIComponent(instanceId)}/charge`,
  endBy: (instanceId: string) => `/v1/instances/${encodeURIComponent(instanceId)}/end-by`,
  images: '/v1/images',
  image: (imageId: string) => `/v1/images/${encodeURIComponent(imageId)}`,
  volumes: '/v1/volumes',
  volume: (volumeId: string) => `/v1/volumes/${encodeURIComponent(volumeId)}`,
  status: '/practice/status',
  fault: '/practice/fault',
  speed: '/practice/speed',
  /** The speed that the settings ask for: taken over when it is another one than before. */
  configuredSpeed: '/practice/configured-speed',
  reset: '/practice/reset',
  shutdown: '/practice/shutdown',
} as const
