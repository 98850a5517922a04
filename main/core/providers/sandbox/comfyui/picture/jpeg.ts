/**
 * A baseline JPEG encoder, just big enough for previews: no subsampling, one quantisation table, and Huffman codes of
 * one length each, which wastes a little space and saves two hundred numbers.
 */
const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47,
  55, 62, 63,
]
const BLOCK = 64
const COSINES = Float64Array.from(
  { length: BLOCK },
  (_, at) => Math.cos(((2 * (at & 7) + 1) * (at >> 3) * Math.PI) / 16) * (at >> 3 === 0 ? Math.SQRT1_2 : 1) * 0.5,
)
const QUANTS = Uint8Array.from({ length: BLOCK }, (_, at) => 4 + 3 * ((at & 7) + (at >> 3)))
const DC_SYMBOLS = Array.from({ length: 12 }, (_, size) => size)
const DC_BITS = 4
const AC_SYMBOLS = [0x00, 0xf0, ...Array.from({ length: 160 }, (_, at) => (Math.floor(at / 10) << 4) | ((at % 10) + 1))]
const AC_BITS = 8
const AC_CODES = new Map(AC_SYMBOLS.map((symbol, code) => [symbol, code]))

/** Encodes what `pixel` gives: 0 to 255 for x, y and channel (red, green, blue). */
export function encodeJpeg(
  width: number,
  height: number,
  pixel: (x: number, y: number, channel: number) => number,
): Buffer {
  const bits = new BitWriter()
  const previous = [0, 0, 0]
  const component = [lumaOf, blueOf, redOf].map(weigh => (x: number, y: number) => {
    const column = Math.min(width - 1, x)
    const row = Math.min(height - 1, y)
    return weigh(pixel(column, row, 0), pixel(column, row, 1), pixel(column, row, 2))
  })
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8)
      for (const [index, sample] of component.entries())
        previous[index] = encodeBlock(bits, sample, left, top, previous[index] ?? 0)
  return Buffer.concat([head(width, height), bits.finish(), Buffer.from([0xff, 0xd9])])
}

const lumaOf = (r: number, g: number, b: number) => 0.299 * r + 0.587 * g + 0.114 * b - 128
const blueOf = (r: number, g: number, b: number) => -0.1687 * r - 0.3313 * g + 0.5 * b
const redOf = (r: number, g: number, b: number) => 0.5 * r - 0.4187 * g - 0.0813 * b

/** Gives the block's mean, from which the next block's is told as a difference. */
function encodeBlock(
  bits: BitWriter,
  sample: (x: number, y: number) => number,
  left: number,
  top: number,
  before: number,
): number {
  const values = transform(Float64Array.from({ length: BLOCK }, (_, at) => sample(left + (at & 7), top + (at >> 3))))
  const quantised = ZIGZAG.map(at => Math.round((values[at] ?? 0) / (QUANTS[at] ?? 1)))
  const mean = quantised[0] ?? 0
  const size = sizeOf(mean - before)
  bits.put(size, DC_BITS)
  bits.putValue(mean - before, size)
  let run = 0
  for (const value of quantised.slice(1, quantised.findLastIndex(entry => entry !== 0) + 1)) {
    if (value === 0) run += 1
    else run = putCoefficient(bits, value, run)
  }
  if (quantised.at(-1) === 0) bits.put(0, AC_BITS)
  return mean
}

function putCoefficient(bits: BitWriter, value: number, run: number): number {
  for (let zeros = run; zeros >= 16; zeros -= 16) bits.put(AC_CODES.get(0xf0) ?? 0, AC_BITS)
  const size = sizeOf(value)
  bits.put(AC_CODES.get(((run % 16) << 4) | size) ?? 0, AC_BITS)
  bits.putValue(value, size)
  return 0
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value))
}

function transform(block: Float64Array): Float64Array {
  return alongColumns(alongColumns(block))
}

/** The cosine transform of each column, written as a row: twice gives both directions, the right way up. */
function alongColumns(block: Float64Array): Float64Array {
  return Float64Array.from({ length: BLOCK }, (_, at) => {
    let sum = 0
    for (let index = 0; index < 8; index += 1)
      sum += (block[index * 8 + (at >> 3)] ?? 0) * (COSINES[(at & 7) * 8 + index] ?? 0)
    return sum
  })
}

class BitWriter {
  readonly #bytes: number[] = []
  #pending = 0
  #count = 0

  put(value: number, length: number): void {
    for (let bit = length - 1; bit >= 0; bit -= 1) {
      this.#pending = (this.#pending << 1) | ((value >> bit) & 1)
      this.#count += 1
      if (this.#count === 8) this.#flush()
    }
  }

  /** Negative numbers are written as their ones' complement. */
  putValue(value: number, size: number): void {
    this.put(value < 0 ? value + (1 << size) - 1 : value, size)
  }

  finish(): Buffer {
    this.put(0x7f, (8 - this.#count) % 8)
    return Buffer.from(this.#bytes)
  }

  #flush(): void {
    this.#bytes.push(this.#pending)
    if (this.#pending === 0xff) this.#bytes.push(0)
    this.#pending = 0
    this.#count = 0
  }
}

function head(width: number, height: number): Buffer {
  const size = [height >> 8, height & 255, width >> 8, width & 255]
  return Buffer.from([
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...ZIGZAG.map(at => QUANTS[at] ?? 1)]),
    ...segment(0xc0, [8, ...size, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    ...segment(0xc4, [0x00, ...codeLengths(DC_BITS, DC_SYMBOLS.length), ...DC_SYMBOLS]),
    ...segment(0xc4, [0x10, ...codeLengths(AC_BITS, AC_SYMBOLS.length), ...AC_SYMBOLS]),
    ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
  ])
}

function codeLengths(length: number, count: number): number[] {
  return Array.from({ length: 16 }, (_, at) => (at === length - 1 ? count : 0))
}

function segment(marker: number, content: readonly number[]): number[] {
  const length = content.length + 2
  return [0xff, marker, length >> 8, length & 255, ...content]
}
