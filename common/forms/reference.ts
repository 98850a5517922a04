import { z } from 'zod'

/** The first picture of a burst, made at home with the same prompt, seed and models, to be compared with. */
export const ReferenceView = z.discriminatedUnion('state', [
  /** There is no card at home for it, or the burst is made there. */
  z.strictObject({ state: z.literal('none') }),
  z.strictObject({ state: z.literal('making') }),
  /** A small copy, as a data URL. */
  z.strictObject({ state: z.literal('made'), item: z.int(), picture: z.string() }),
  z.strictObject({ state: z.literal('failed'), message: z.string() }),
])
export type ReferenceView = z.infer<typeof ReferenceView>
