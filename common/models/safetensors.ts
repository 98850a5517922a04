import { z } from 'zod'

/** The format's own bound: a header is no longer than this. */
export const MAX_HEADER_BYTES = 100_000_000
/** Before the header: its length in bytes, as a little-endian 64-bit number. */
export const LENGTH_BYTES = 8

export type TensorShape = readonly number[]

/** The names and shapes of the tensors in a file, and what whoever wrote it noted. */
export type SafetensorsHeader = {
  readonly tensors: ReadonlyMap<string, TensorShape>
  readonly metadata: Readonly<Record<string, string>>
}

const Header = z.record(z.string(), z.unknown())
const Tensor = z.object({
  shape: z.array(z.int().min(0)),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
})
const Metadata = z.record(z.string(), z.string())

/** How long the header is; null where the first bytes are of no such file, or of one that is shorter than it says. */
export function headerLength(first: Uint8Array, fileBytes: number): number | null {
  if (first.length < LENGTH_BYTES) return null
  const length = new DataView(first.buffer, first.byteOffset, LENGTH_BYTES).getBigUint64(0, true)
  const fits = length > 0n && length <= BigInt(MAX_HEADER_BYTES) && length + BigInt(LENGTH_BYTES) <= BigInt(fileBytes)
  return fits ? Number(length) : null
}

/**
 * Reads a header (github.com/huggingface/safetensors, README "Format"); null where it is none, or its tensors do not fill
 * the file to its last byte: then it was cut, or something else was put behind it.
 */
export function parseHeader(text: string, dataBytes: number): SafetensorsHeader | null {
  const parsed = Header.safeParse(jsonOf(text))
  if (!parsed.success) return null
  const { __metadata__: noted, ...entries } = parsed.data
  const metadata = Metadata.safeParse(noted ?? {})
  const tensors = new Map<string, TensorShape>()
  let end = 0
  for (const [name, value] of Object.entries(entries)) {
    const tensor = Tensor.safeParse(value)
    if (!tensor.success) return null
    tensors.set(name, tensor.data.shape)
    end = Math.max(end, tensor.data.data_offsets[1])
  }
  if (tensors.size === 0 || end !== dataBytes) return null
  return { tensors, metadata: metadata.success ? metadata.data : {} }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
