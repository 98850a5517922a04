import { inflateSync } from 'node:zlib'

/** Pixels as RGBA, row by row. */
export interface Bitmap {
  readonly width: number
  readonly height: number
  readonly hasAlpha: boolean
  readonly rgba: Buffer
}

const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Decodes a PNG of 8 bits per sample without interlacing; null for any other file. */
export function decodePng(file: Buffer): Bitmap | null {
  if (file.length < 33 || file.toString('latin1', 1, 4) !== 'PNG') return null
  const width = file.readUInt32BE(16)
  const height = file.readUInt32BE(20)
  const colorType = file[25] ?? 0
  const channels = CHANNELS[colorType]
  if (file[24] !== 8 || file[28] !== 0 || channels === undefined) return null
  const chunks = readChunks(file)
  const rows = unfilter(
    inflateSync(Buffer.concat(chunks.filter(([type]) => type === 'IDAT').map(([, data]) => data))),
    width * channels,
    height,
    channels,
  )
  const palette = chunks.find(([type]) => type === 'PLTE')?.[1] ?? Buffer.alloc(0)
  return { width, height, hasAlpha: colorType >= 4, rgba: toRgba(rows, colorType, palette, width * height) }
}

function readChunks(file: Buffer): [type: string, data: Buffer][] {
  const chunks: [string, Buffer][] = []
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at)
    chunks.push([file.toString('latin1', at + 4, at + 8), file.subarray(at + 8, at + 8 + length)])
    at += 12 + length
  }
  return chunks
}

function unfilter(data: Buffer, rowBytes: number, height: number, channels: number): Buffer {
  const out = Buffer.alloc(rowBytes * height)
  for (let row = 0; row < height; row += 1) {
    const filter = data[row * (rowBytes + 1)] ?? 0
    const start = row * rowBytes
    data.copy(out, start, row * (rowBytes + 1) + 1, (row + 1) * (rowBytes + 1))
    if (filter === 0) continue
    for (let index = 0; index < rowBytes; index += 1) {
      const left = index >= channels ? (out[start + index - channels] ?? 0) : 0
      const above = row > 0 ? (out[start + index - rowBytes] ?? 0) : 0
      const corner = row > 0 && index >= channels ? (out[start + index - rowBytes - channels] ?? 0) : 0
      out[start + index] = (out[start + index] ?? 0) + predict(filter, left, above, corner)
    }
  }
  return out
}

function predict(filter: number, left: number, above: number, corner: number): number {
  if (filter === 1) return left
  if (filter === 2) return above
  return filter === 3 ? (left + above) >> 1 : paeth(left, above, corner)
}

function paeth(left: number, above: number, corner: number): number {
  const estimate = left + above - corner
  const [toLeft, toAbove, toCorner] = [
    Math.abs(estimate - left),
    Math.abs(estimate - above),
    Math.abs(estimate - corner),
  ]
  if (toLeft <= toAbove && toLeft <= toCorner) return left
  return toAbove <= toCorner ? above : corner
}

function toRgba(rows: Buffer, colorType: number, palette: Buffer, pixels: number): Buffer {
  const out = Buffer.alloc(pixels * 4, 255)
  const channels = CHANNELS[colorType] ?? 1
  for (let pixel = 0; pixel < pixels; pixel += 1) {
    const at = pixel * channels
    for (let channel = 0; channel < 3; channel += 1) {
      const value = colorType === 3 ? palette[(rows[at] ?? 0) * 3 + channel] : rows[at + (channels >= 3 ? channel : 0)]
      out[pixel * 4 + channel] = value ?? 0
    }
    if (colorType >= 4) out[pixel * 4 + 3] = rows[at + channels - 1] ?? 255
  }
  return out
}
