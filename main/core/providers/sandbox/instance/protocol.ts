import { z } from 'zod'
import { Fault, Profile } from '../comfyui/profile.ts'

/**
 * What the sandbox's daemon and the process of one instance say to each other, one JSON object a line.
 *
 * To the instance's standard input: first its configuration, then controls; the end of the input is the end of the
 * instance. From its standard output: events. Instants are ms since 1970 on the sandbox's clock unless named real.
 */

/** The user that may log in to an instance. */
export const INSTANCE_USER = 'burst'

/** The sandbox's clock: at the real instant `anchorReal` (ms since 1970) it showed `anchorSim`. */
export const ClockAnchors = z.strictObject({
  speed: z.number().positive(),
  anchorReal: z.number(),
  anchorSim: z.number(),
})
export type ClockAnchors = z.infer<typeof ClockAnchors>

const StandIn = z.strictObject(
  Profile.pick({
    startSeconds: true,
    checkpointLoadSeconds: true,
    secondsPerImage: true,
    png: true,
    oomAboveBatch: true,
    counterFile: true,
    clockOffsetMs: true,
  }).shape,
)
export type StandIn = z.infer<typeof StandIn>

export const InstanceConfig = z.strictObject({
  /** The login folder, absolute; made where it is missing. */
  folder: z.string().min(1),
  /** A folder in memory for everything of the renter's but models; null where the disk is good enough. Absolute. */
  memory: z.string().min(1).nullable(),
  /** The folder of the volume that is mounted for models; null without one. Absolute. */
  volume: z.string().min(1).nullable().default(null),
  /** The one who may log in. */
  user: z.string().min(1).max(64).default(INSTANCE_USER),
  /** PEM of the OpenSSH private key that the instance shows as its host key. */
  hostPrivateKey: z.string().min(1).max(20_000),
  /** OpenSSH public key line of the one key that may log in. */
  clientPublicKey: z.string().min(1).max(20_000),
  clock: ClockAnchors,
  /** From this instant on sshd answers. */
  sshdAtSim: z.number(),
  /**
   * The stand-in's profile: ComfyUI is started when sshd answers and takes `startSeconds` from there. Or one that runs elsewhere
   * already: then its pictures are fetched from it.
   */
  comfyui: z.union([StandIn, z.strictObject({ url: z.url() })]),
  /** What the image "holds", by ComfyUI folder. */
  models: z.array(z.strictObject({ folder: z.string().min(1), name: z.string().min(1) })).max(1000),
  /** The packs of nodes that ComfyUI has beside its own. */
  packs: z
    .array(z.string().regex(/^[\w-]{1,100}$/))
    .max(20)
    .default([]),
  /** How many GPUs it has, each with a ComfyUI of its own. */
  cards: z.int().min(1).max(8).default(1),
  /** The Python interpreter that runs the worker. */
  python: z.string().min(1),
})
export type InstanceConfig = z.infer<typeof InstanceConfig>

export const InstanceControl = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('clock'), ...ClockAnchors.shape }),
  /** Handed on to the ComfyUI stand-in. */
  z.strictObject({ do: z.literal('fault'), fault: Fault }),
  /** Every SSH connection is destroyed; new ones are accepted. */
  z.strictObject({ do: z.literal('drop-ssh') }),
  /** Everything down, and up again after a while, disk kept. */
  z.strictObject({ do: z.literal('reboot') }),
])
export type InstanceControl = z.infer<typeof InstanceControl>

export const InstanceEvent = z.discriminatedUnion('event', [
  /** Also after a reboot, then perhaps with another port. */
  z.strictObject({ event: z.literal('ssh-ready'), port: z.int().min(1).max(65_535) }),
  z.strictObject({ event: z.literal('comfyui-ready') }),
  z.strictObject({ event: z.literal('exited'), what: z.string() }),
  z.strictObject({ event: z.literal('log'), text: z.string() }),
])
export type InstanceEvent = z.infer<typeof InstanceEvent>
