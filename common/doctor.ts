import { z } from 'zod'

/** One thing that was looked at. */
export const Check = z.strictObject({
  check: z.string(),
  ok: z.boolean(),
  /** What was found. */
  detail: z.string(),
  /** What to do about it; also of something that works and could be better. */
  remedy: z.string().optional(),
})
export type Check = z.infer<typeof Check>
