import { z } from 'zod'

/**
 * Where a burst's prompts came from, as far as the session's `manifest.json` tells it.
 *
 * A job file knows no more than its prompts: then texts are empty and nothing is fixed.
 */
export const SessionSource = z.object({
  /** The text with its placeholders, not normalised. */
  resolvedTemplate: z.object({ prompt: z.string(), negative: z.string() }),
  generation: z.object({
    mode: z.string(),
    seedMode: z.string(),
    baseSeed: z.number(),
    /** A decimal text where the number is too large to be exact. */
    combinations: z.union([z.int(), z.string()]),
    seedList: z.array(z.number()).nullable(),
  }),
  /** The parameters as they are written in the template. */
  parameters: z.record(z.string(), z.unknown()),
  /** By name, in the order of the imports: every value that the name could have become. */
  available: z.record(z.string(), z.array(z.unknown())),
  fixed: z.record(z.string(), z.string()),
  theme: z.string().nullable(),
  style: z.string(),
})
export type SessionSource = z.infer<typeof SessionSource>

/** The source of a job that was read from a file. */
export const JOB_FILE_SOURCE: SessionSource = {
  resolvedTemplate: { prompt: '', negative: '' },
  generation: { mode: 'job', seedMode: 'job', baseSeed: -1, combinations: 1, seedList: null },
  parameters: {},
  available: {},
  fixed: {},
  theme: null,
  style: 'default',
}
