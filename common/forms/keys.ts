import { z } from 'zod'

export const LaneKeyView = z.strictObject({
  attempt: z.string(),
  /** Null for keys whose burst is not known any more. */
  burstId: z.string().nullable(),
  provider: z.string().nullable(),
  instanceId: z.string().nullable(),
  /** SHA-256 of the public keys, as OpenSSH shows them. */
  login: z.string(),
  host: z.string(),
})
export type LaneKeyView = z.infer<typeof LaneKeyView>
export const RotatedKey = z.strictObject({
  ...LaneKeyView.shape,
  rotated: z.boolean(),
  /** Why not; null where it was. */
  reason: z.string().nullable(),
})
export type RotatedKey = z.infer<typeof RotatedKey>
