import { z } from 'zod'
import { WireError } from './contract.ts'

/** How the contract crosses the engine's socket: HTTP, one JSON document a call, one JSON object a line of a stream. */
export const CALL_PATH = '/call/'
export const STREAM_PATH = '/stream/'
/** Several streams in one answer: a browser opens six connections to a server, whatever its windows follow. */
export const STREAMS_PATH = '/streams'
/** Asked once by a face that wants bursts driven, not only looked at. */
export const DRIVE_PATH = '/drive'

/** A written job of the largest size fits. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024
export const MAX_REPLY_BYTES = 512 * 1024 * 1024
export const MAX_LINE_BYTES = 64 * 1024 * 1024

/** A stream says this often that it is alive, ms. */
export const BEAT_MS = 10_000

export const RequestBody = z.strictObject({ input: z.unknown().optional() })
export type RequestBody = z.infer<typeof RequestBody>

/** Asked of `STREAMS_PATH`; a line names its stream by its place in here. */
export const StreamsAsked = z
  .array(z.strictObject({ name: z.string().max(100), input: z.unknown().optional() }))
  .min(1)
  .max(32)
export type StreamsAsked = z.infer<typeof StreamsAsked>

export const WireReply = z.union([
  z.strictObject({ ok: z.literal(true), value: z.unknown().optional() }),
  z.strictObject({ ok: z.literal(false), error: WireError }),
])

export const StreamLine = z.union([
  z.strictObject({ event: z.unknown() }),
  z.strictObject({ beat: z.literal(true) }),
  /** The stream is over in good order: its reader may ask again, also of another engine. */
  z.strictObject({ end: z.literal(true) }),
  z.strictObject({ error: WireError }),
])
export type StreamLine = z.infer<typeof StreamLine>

/** A line of several streams. `end` and `beat` are about all of them, an error about its own alone. */
export const StreamsLine = z.union([
  z.strictObject({ stream: z.int().min(0), event: z.unknown() }),
  z.strictObject({ stream: z.int().min(0), error: WireError }),
  z.strictObject({ beat: z.literal(true) }),
  z.strictObject({ end: z.literal(true) }),
])
export type StreamsLine = z.infer<typeof StreamsLine>
