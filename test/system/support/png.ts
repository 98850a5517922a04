import { crc32, inflateSync } from 'node:zlib'

export type Png = { width: number; height: number; texts: ReadonlyMap<string, string> }

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }

/** Decodes a PNG of 8 bits a channel to the last byte; throws where anything of it is broken. */
export function decodePng(bytes: Buffer): Png {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) throw new Error('not a PNG')
  const chunks = [...chunksOf(bytes)]
  const header = chunks[0]
  if (header?.type !== 'IHDR' || chunks.at(-1)?.type !== 'IEND') throw new Error('header or end is missing')
  const [width, height] = [header.data.readUInt32BE(0), header.data.readUInt32BE(4)]
  const pixels = inflateSync(Buffer.concat(chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data)))
  const channels = CHANNELS[header.data[9] ?? -1] ?? 0
  if (pixels.length !== height * (1 + width * channels)) throw new Error(`${pixels.length} bytes of pixels`)
  const texts = chunks.flatMap(({ type, data }) =>
    type === 'tEXt' ? [splitText(data)] : type === 'iTXt' ? [splitUnicode(data)] : [],
  )
  return { width, height, texts: new Map(texts) }
}

function* chunksOf(bytes: Buffer): Generator<{ type: string; data: Buffer }> {
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at)
    const body = bytes.subarray(at + 4, at + 8 + length)
    if (crc32(body) !== bytes.readUInt32BE(at + 8 + length)) throw new Error('a chunk is damaged')
    yield { type: body.toString('latin1', 0, 4), data: body.subarray(4) }
    at += 12 + length
  }
}

/** Keyword, not compressed, no language, no translated keyword, text. */
function splitUnicode(data: Buffer): [string, string] {
  const [keyword] = splitText(data)
  const from = keyword.length + 5
  if (data.subarray(keyword.length, from).some(byte => byte !== 0)) throw new Error('not plain text')
  return [keyword, data.toString('utf8', from)]
}

function splitText(data: Buffer): [string, string] {
  const end = data.indexOf(0)
  return [data.toString('latin1', 0, end), data.toString('latin1', end + 1)]
}
