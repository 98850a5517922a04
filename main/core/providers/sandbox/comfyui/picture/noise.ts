import { randomBytes } from 'node:crypto'
import { constants, deflateRawSync } from 'node:zlib'
import { hashText } from './random.ts'

/** Random bytes are made once; every picture takes another stretch of them. */
const POOL_BYTES = 1 << 20
let pool: Buffer | null = null

/**
 * An incompressible picture of about `bytesApprox` as a zlib stream of rows: grey if that is enough bytes, else RGB.
 * As many rows as needed are noise, stored as they are; the rest is one colour and costs nothing.
 */
export function noiseRows(
  width: number,
  height: number,
  bytesApprox: number,
  key: string,
): { channels: 1 | 3; data: Buffer } {
  const channels = width * height >= bytesApprox ? 1 : 3
  const rowBytes = width * channels + 1
  const noisy = Math.max(1, Math.min(height, Math.round(bytesApprox / rowBytes)))
  const noise = noiseBytes(noisy, rowBytes, key)
  const first = noisy < height ? Buffer.alloc(rowBytes, CALM) : Buffer.alloc(0)
  const repeats = Math.max(0, height - noisy - 1)
  if (first.length > 0) first[0] = 0
  const stored = deflateRawSync(noise, {
    level: 0,
    finishFlush: constants.Z_SYNC_FLUSH,
    chunkSize: noise.length + 65_536,
  })
  const checksum = Buffer.alloc(4)
  checksum.writeUInt32BE(repeatsChecksum(adler32(first, adler32(noise, 1)), repeats, rowBytes))
  const calm = deflateRawSync(Buffer.concat([first, repeatRows(repeats, rowBytes)]), { level: 1 })
  return { channels, data: Buffer.concat([ZLIB_HEADER, stored, calm, checksum]) }
}

const ZLIB_HEADER = Buffer.from([0x78, 0x01])
const CALM = 0x60
/** PNG's filter "as the row above": with zeros behind it, the row repeats. */
const FILTER_UP = 2

function repeatRows(count: number, rowBytes: number): Buffer {
  const rows = Buffer.alloc(count * rowBytes)
  for (let row = 0; row < count; row += 1) rows[row * rowBytes] = FILTER_UP
  return rows
}

/** The checksum after those rows, without looking at every zero. */
function repeatsChecksum(start: number, count: number, rowBytes: number): number {
  let a = start & 0xffff
  let b = start >>> 16
  for (let row = 0; row < count; row += 1) {
    a = (a + FILTER_UP) % MODULUS
    b = (b + a * rowBytes) % MODULUS
  }
  return ((b << 16) | a) >>> 0
}

function noiseBytes(rows: number, rowBytes: number, key: string): Buffer {
  pool ??= randomBytes(POOL_BYTES)
  const bytes = Buffer.allocUnsafe(rows * rowBytes)
  let from = hashText(key) % POOL_BYTES
  for (let filled = 0; filled < bytes.length; from = 0) filled += pool.copy(bytes, filled, from)
  for (let row = 0; row < rows; row += 1) bytes[row * rowBytes] = 0
  return bytes
}

/** The longest stretch whose sums stay exact in 32 bits. */
const STRETCH = 5552
const MODULUS = 65_521

/** zlib's checksum, continued from `start`; node:zlib has none to offer. */
function adler32(bytes: Buffer, start: number): number {
  let a = start & 0xffff
  let b = start >>> 16
  for (let from = 0; from < bytes.length; from += STRETCH) {
    const to = Math.min(from + STRETCH, bytes.length)
    for (let index = from; index < to; index += 1) {
      a += bytes[index] ?? 0
      b += a
    }
    a %= MODULUS
    b %= MODULUS
  }
  return ((b << 16) | a) >>> 0
}
