import type { Bitmap } from './png-decode.ts'

/**
 * A lossless WebP in its plainest form: every colour value is a code of eight bits, so the file is as big as the
 * pixels. It serves requests for a preview in that format, which are rare, without a codec.
 */
export function encodeWebp({ width, height, rgba }: Bitmap): Buffer {
  const bits = new LowBitsFirst(width * height * 3 + 128)
  bits.put(0x2f, 8)
  bits.put(width - 1, 14)
  bits.put(height - 1, 14)
  // No alpha, version 0; then no transform, no colour cache, one group of codes.
  for (const [value, length] of [
    [0, 1],
    [0, 3],
    [0, 1],
    [0, 1],
    [0, 1],
  ] as const)
    bits.put(value, length)
  for (let channel = 0; channel < 3; channel += 1) putByteCode(bits)
  putSingleCode(bits, 255)
  putSingleCode(bits, 0)
  for (let at = 0; at < rgba.length; at += 4)
    for (const channel of [1, 0, 2]) bits.put(REVERSED[rgba[at + channel] ?? 0] ?? 0, 8)
  return riff(bits.finish())
}

/** Codes are read from their highest bit on, everything else from the lowest. */
const REVERSED = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number.parseInt(byte.toString(2).padStart(8, '0').split('').toReversed().join(''), 2),
)

/** A code of eight bits for each byte: 256 lengths, each the word "8", itself told by one bit. */
function putByteCode(bits: LowBitsFirst): void {
  bits.put(0, 1)
  bits.put(12 - 4, 4)
  for (let word = 0; word < 12; word += 1) bits.put(word >= 10 ? 1 : 0, 3)
  bits.put(1, 1)
  bits.put(3, 3)
  bits.put(256 - 2, 8)
  for (let symbol = 0; symbol < 256; symbol += 1) bits.put(1, 1)
}

/** A code that is always the same symbol and costs no bits. */
function putSingleCode(bits: LowBitsFirst, symbol: number): void {
  bits.put(1, 1)
  bits.put(0, 1)
  bits.put(symbol > 1 ? 1 : 0, 1)
  bits.put(symbol, symbol > 1 ? 8 : 1)
}

function riff(stream: Buffer): Buffer {
  const head = Buffer.alloc(20)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(12 + stream.length + (stream.length % 2), 4)
  head.write('WEBPVP8L', 8, 'latin1')
  head.writeUInt32LE(stream.length, 16)
  return Buffer.concat([head, stream, Buffer.alloc(stream.length % 2)])
}

class LowBitsFirst {
  readonly #bytes: Buffer
  #length = 0
  #pending = 0
  #count = 0

  constructor(capacity: number) {
    this.#bytes = Buffer.alloc(capacity)
  }

  put(value: number, length: number): void {
    this.#pending |= value << this.#count
    this.#count += length
    while (this.#count >= 8) {
      this.#bytes[this.#length++] = this.#pending & 0xff
      this.#pending >>>= 8
      this.#count -= 8
    }
  }

  finish(): Buffer {
    if (this.#count > 0) this.#bytes[this.#length++] = this.#pending & 0xff
    return this.#bytes.subarray(0, this.#length)
  }
}
