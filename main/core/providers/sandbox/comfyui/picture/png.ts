import { crc32, deflateSync } from 'node:zlib'

/** Keyword and text of a tEXt chunk; both must be Latin-1. */
export type TextChunk = readonly [keyword: string, text: string]

export const COLOR_TYPE = { grey: 0, rgb: 2, palette: 3, rgba: 6 } as const

export interface PngImage {
  readonly width: number
  readonly height: number
  readonly colorType: number
  /** RGB triples; null unless the colour type is a palette. */
  readonly palette: Buffer | null
  /** The zlib stream of the filtered rows. */
  readonly data: Buffer
}

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** A PNG file of 8 bits per sample. */
export function encodePng(image: PngImage, texts: readonly TextChunk[]): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(image.width, 0)
  header.writeUInt32BE(image.height, 4)
  header[8] = 8
  header[9] = image.colorType
  const chunks = [chunk('IHDR', header)]
  if (image.palette) chunks.push(chunk('PLTE', image.palette))
  for (const [keyword, text] of texts) chunks.push(chunk('tEXt', Buffer.from(`${keyword}\0${text}`, 'latin1')))
  chunks.push(chunk('IDAT', image.data), chunk('IEND', Buffer.alloc(0)))
  return Buffer.concat([SIGNATURE, ...chunks.flat()])
}

/** Rows with their filter bytes, compressed fast rather than well. */
export function compressRows(rows: Uint8Array): Buffer {
  return deflateSync(rows, { level: 1 })
}

function chunk(type: string, data: Buffer): Buffer[] {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(data.length, 0)
  head.write(type, 4, 'latin1')
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(crc32(data, crc32(head.subarray(4))), 0)
  return [head, data, tail]
}
