import { z } from 'zod'

/** What the hashing thread is asked: the SHA-256 of a file. */
export const HashRequest = z.object({ id: z.int(), file: z.string() })
export type HashRequest = z.infer<typeof HashRequest>

export const HashReply = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), id: z.int(), bytes: z.int() }),
  z.object({ type: z.literal('done'), id: z.int(), sha256: z.string(), bytes: z.int() }),
  z.object({ type: z.literal('failed'), id: z.int(), reason: z.string() }),
])
export type HashReply = z.infer<typeof HashReply>
