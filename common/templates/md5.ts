/**
 * MD5 (RFC 1321) as lower-case hexadecimal, of the text's UTF-8 bytes.
 *
 * Only for the keys of inline variations, which the format defines by it; nothing is protected with it. Written out
 * because `common` runs in a page too, where no synchronous hash is at hand.
 */
export function md5(text: string): string {
  const words = paddedWords(new TextEncoder().encode(text))
  let state: State = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]
  for (let start = 0; start < words.length; start += 16) state = mix(state, words.subarray(start, start + 16))
  return state.map(hexOf).join('')
}

type State = readonly [number, number, number, number]

const SHIFTS: readonly (readonly number[])[] = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
]
const SINES = Uint32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32))

function paddedWords(bytes: Uint8Array): Uint32Array {
  const length = (((bytes.length + 8) >> 6) + 1) * 64
  const padded = new Uint8Array(length)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(length - 8, (bytes.length * 8) >>> 0, true)
  view.setUint32(length - 4, Math.floor(bytes.length / 2 ** 29), true)
  return Uint32Array.from({ length: length / 4 }, (_, index) => view.getUint32(index * 4, true))
}

function mix(state: State, block: Uint32Array): State {
  let [a, b, c, d] = state
  for (let step = 0; step < 64; step++) {
    const round = step >> 4
    const sum = (a + roundFunction(round, b, c, d) + (SINES[step] ?? 0) + (block[wordIndex(round, step)] ?? 0)) >>> 0
    const shift = SHIFTS[round]?.[step & 3] ?? 0
    ;[a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) >>> 0]
  }
  return [(state[0] + a) >>> 0, (state[1] + b) >>> 0, (state[2] + c) >>> 0, (state[3] + d) >>> 0]
}

function roundFunction(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d)
  if (round === 1) return (d & b) | (~d & c)
  return round === 2 ? b ^ c ^ d : c ^ (b | ~d)
}

function wordIndex(round: number, step: number): number {
  const [factor = 1, offset = 0] =
    [
      [1, 0],
      [5, 1],
      [3, 5],
      [7, 0],
    ][round] ?? []
  return (factor * step + offset) % 16
}

function hexOf(word: number): string {
  return [0, 8, 16, 24].map(bits => ((word >>> bits) & 255).toString(16).padStart(2, '0')).join('')
}
