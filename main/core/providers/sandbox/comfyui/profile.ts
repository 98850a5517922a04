import { z } from 'zod'

const seconds = z.number().min(0)

/**
 * How this stand-in behaves. All seconds are seconds of the sandbox's clock; real waiting is that divided by `speed`.
 */
export const Profile = z.object({
  speed: z.number().positive().default(1),
  /** The sandbox's clock: at the real instant `anchorReal` (ms since 1970) it showed `anchorSim`. */
  anchorReal: z.number().optional(),
  anchorSim: z.number().optional(),
  /** By how much this machine's clock is off: shows in the timestamps of history and frames. */
  clockOffsetMs: z.number().default(0),
  startSeconds: seconds.default(0),
  checkpointLoadSeconds: seconds.default(0),
  /** Per picture of the batch, whatever the number of steps and passes. */
  secondsPerImage: seconds.default(0),
  png: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('drawn') }),
      z.object({ kind: z.literal('noise'), bytesApprox: z.int().positive() }),
    ])
    .default({ kind: 'drawn' }),
  /** Batches larger than this run out of memory; null: never. */
  oomAboveBatch: z.int().min(0).nullable().default(null),
  /** One line is appended per finished rendering: how tests count what was made. */
  counterFile: z.string().nullable().default(null),
  /** As the server was started with `--preview-method`: without it only sockets that announced metadata get previews. */
  previews: z.boolean().default(false),
  /** Adds ComfyUI's own test node that raises in the middle of a graph. */
  testNodes: z.boolean().default(false),
})
export type Profile = z.infer<typeof Profile>
export type ProfileInput = z.input<typeof Profile>

const count = z.int().min(1).default(1)

/** What to do wrong, and how often. */
export const Fault = z.discriminatedUnion('fault', [
  /** The process is gone at the next sampling step. */
  z.object({ fault: z.literal('crash') }),
  z.object({ fault: z.literal('out-of-memory'), aboveBatch: z.int().min(0).nullable() }),
  /** SaveImage raises OSError 28. */
  z.object({ fault: z.literal('disk-full'), count }),
  /** History looks normal, the file is damaged: cut short and with a flipped byte, in turns. */
  z.object({ fault: z.literal('corrupt-picture'), count }),
  /** History looks normal, the file is gone. */
  z.object({ fault: z.literal('missing-picture'), count }),
  /** Sampling of the next prompts takes `factor` times as long. */
  z.object({ fault: z.literal('slow'), factor: z.number().positive(), count }),
])
export type Fault = z.infer<typeof Fault>

export const SpeedChange = z.object({
  speed: z.number().positive(),
  anchorReal: z.number().optional(),
  anchorSim: z.number().optional(),
})
export type SpeedChange = z.infer<typeof SpeedChange>

/** One line of standard input. */
export const Control = z.union([Fault, SpeedChange])
export type Control = z.infer<typeof Control>
