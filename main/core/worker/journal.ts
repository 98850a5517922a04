import { z } from 'zod'

/**
 * The worker's journal: one JSON object a line, appended on the instance, followed by byte offset.
 *
 * `item` is the item's index in the job, `attempt` counts the renderings of that item on this instance from 1, `at` is
 * seconds since 1970 on the instance's clock. Unknown types are ignored, so that an older app can follow a newer
 * worker; known types are checked and bounded, because nothing outside is trusted (law 6).
 */
const item = z.int().min(0).max(10_000_000)
const attempt = z.int().min(1).max(1000)
const at = z.number()
const shortText = z.string().max(4000)

export const OutputFile = z.object({
  /** Relative to ComfyUI's output folder, POSIX, without `..`. */
  path: z
    .string()
    .min(1)
    .max(400)
    .regex(/^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\0]+$/),
  bytes: z.int().min(0).max(2_000_000_000),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type OutputFile = z.infer<typeof OutputFile>

export const JournalLine = z.discriminatedUnion('type', [
  z.object({ type: z.literal('worker-started'), at, pid: z.int(), version: shortText }),
  z.object({ type: z.literal('comfyui-up'), at, version: shortText }),
  z.object({ type: z.literal('comfyui-down'), at, message: shortText }),
  z.object({ type: z.literal('took'), at, share: shortText, count: z.int().min(0) }),
  /** The share cannot be taken: nothing of it will be made. */
  z.object({ type: z.literal('refused'), at, share: shortText, code: z.string().max(64), message: shortText }),
  z.object({ type: z.literal('queued'), at, item, attempt, promptId: z.string().max(64) }),
  /** Finished and hashed. `gpu` is [start, end] of ComfyUI's execution, ms on ComfyUI's clock. */
  z.object({
    type: z.literal('made'),
    at,
    item,
    attempt,
    file: OutputFile,
    gpu: z.tuple([z.number(), z.number()]).nullable(),
  }),
  z.object({ type: z.literal('attempt-failed'), at, item, attempt, code: z.string().max(64), message: shortText }),
  /** Given up after the last attempt, or at once where a repeat cannot help. */
  z.object({ type: z.literal('failed'), at, item, attempts: attempt, code: z.string().max(64), message: shortText }),
  z.object({ type: z.literal('released'), at, item }),
  z.object({ type: z.literal('revoked'), at, items: z.array(item).max(100_000) }),
  /** Everything taken is made, failed or revoked. */
  z.object({ type: z.literal('drained'), at }),
  z.object({ type: z.literal('stopped'), at }),
])
export type JournalLine = z.infer<typeof JournalLine>

/** What the app writes to the worker's inbox, one JSON object a line. Each is safe to send twice. */
export type WorkerCommand =
  | { command: 'take'; share: string; file: string }
  | { command: 'acknowledge'; items: readonly number[] }
  /** Make this item again: the file of this attempt did not arrive as journaled. Means nothing for a newer attempt. */
  | { command: 'remake'; item: number; attempt: number; code: string }
  /** Give back what is not begun; `items: null` means all. Answered by `revoked`. */
  | { command: 'revoke'; items: readonly number[] | null }
  | { command: 'stop' }
