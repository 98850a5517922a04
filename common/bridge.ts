import { z } from 'zod'
import { WireError } from './contract.ts'
import { Spoken } from './spoken.ts'

const id = z.string().min(1).max(64)

/** Everything the page may ask over the call channel. */
export const BridgeRequest = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('subscribe'), id, name: z.string().max(64), input: z.unknown() }),
  z.strictObject({ kind: z.literal('unsubscribe'), id }),
  z.strictObject({ kind: z.literal('add-dropped'), paths: z.array(z.string().min(1).max(4096)).max(500) }),
  z.strictObject({ kind: z.literal('reveal-folder'), path: z.string().min(1).max(4096) }),
  z.strictObject({ kind: z.literal('speak'), language: Spoken }),
])
export type BridgeRequest = z.infer<typeof BridgeRequest>

/** Everything the page is told over the event channel. */
export const BridgeMessage = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('event'), id, event: z.unknown() }),
  /** The stream is over; the page may ask again. */
  z.strictObject({ kind: z.literal('over'), id, error: WireError.nullable() }),
  z.strictObject({ kind: z.literal('navigate'), path: z.string().max(4096) }),
])
export type BridgeMessage = z.infer<typeof BridgeMessage>
