import { z } from 'zod'
import { WatchRule } from './rules.ts'

/** An end that will come unless somebody stops it. */
export const Announcement = z.strictObject({
  provider: z.string(),
  instanceId: z.string(),
  rule: WatchRule,
  message: z.string(),
  /** When it was announced, and when the instance will be ended. */
  since: z.string(),
  endsAt: z.string(),
  /** Somebody wants the instance to stay until then; null: nobody does. */
  keptUntil: z.string().nullable(),
})
export type Announcement = z.infer<typeof Announcement>

/** What the watchdog did or found. */
export const WatchNews = z.strictObject({
  at: z.string(),
  type: z.enum(['looked', 'announced', 'kept', 'withdrawn', 'ending', 'gone', 'reported', 'tidied', 'trouble', 'woke']),
  provider: z.string().nullable(),
  instanceId: z.string().nullable(),
  rule: WatchRule.nullable(),
  message: z.string(),
})
export type WatchNews = z.infer<typeof WatchNews>
