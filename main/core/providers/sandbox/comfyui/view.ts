import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import type { PictureFolders } from './folders.ts'
import { inside, isFolderType } from './folders.ts'
import type { Answer } from './http.ts'
import { empty } from './http.ts'
import { encodeJpeg } from './picture/jpeg.ts'
import { COLOR_TYPE, compressRows, encodePng } from './picture/png.ts'
import type { Bitmap } from './picture/png-decode.ts'
import { decodePng } from './picture/png-decode.ts'
import { encodeWebp } from './picture/webp.ts'

const TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.gif': 'image/gif',
}

/** `GET /view`: a picture as it is, or encoded anew as a preview or without alpha and metadata. */
export function viewPicture(folders: PictureFolders, query: URLSearchParams): Answer {
  const found = findPicture(folders, query)
  if (typeof found === 'number') return empty(found)
  const name = path.basename(found)
  const bytes = readFileSync(found)
  const disposition = { 'content-disposition': `filename="${name}"` }
  const converted = convert(bytes, query)
  if (converted)
    return { status: 200, headers: { ...disposition, 'content-type': converted.type }, body: converted.bytes }
  const type = TYPES[path.extname(name).toLowerCase()] ?? 'application/octet-stream'
  return {
    status: 200,
    headers: { ...disposition, 'content-type': type, 'last-modified': statSync(found).mtime.toUTCString() },
    body: bytes,
  }
}

/** The file, or the status that refuses it. */
function findPicture(folders: PictureFolders, query: URLSearchParams): string | number {
  const name = query.get('filename')
  if (name === null || name === '') return 404
  if (name.startsWith('/') || name.includes('..')) return 400
  const type = query.get('type') ?? 'output'
  if (!isFolderType(type)) return 400
  const folder = inside(folders[type], query.get('subfolder') ?? '')
  if (folder === null) return 403
  const file = path.join(folder, path.basename(name))
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? file : 404
}

/** null: the file itself, because nothing else was asked for or we cannot read it. */
function convert(bytes: Buffer, query: URLSearchParams): { type: string; bytes: Buffer } | null {
  const preview = query.get('preview')
  const channel = query.get('channel')
  if (preview === null && (channel === null || channel === 'rgba')) return null
  const bitmap = decodePng(bytes)
  if (bitmap === null) return null
  if (preview === null) return { type: 'image/png', bytes: channel === 'a' ? alphaOnly(bitmap) : withoutAlpha(bitmap) }
  return preview.startsWith('jpeg')
    ? { type: 'image/jpeg', bytes: asJpeg(bitmap) }
    : { type: 'image/webp', bytes: encodeWebp(bitmap) }
}

function asJpeg({ width, height, rgba }: Bitmap): Buffer {
  return encodeJpeg(width, height, (x, y, channel) => rgba[(y * width + x) * 4 + channel] ?? 0)
}

function withoutAlpha({ width, height, rgba }: Bitmap): Buffer {
  return reencoded(width, height, 3, (pixel, channel) => rgba[pixel * 4 + channel] ?? 0)
}

/** The transparency as a picture: black with the alpha of the original. */
function alphaOnly({ width, height, rgba }: Bitmap): Buffer {
  return reencoded(width, height, 4, (pixel, channel) => (channel === 3 ? (rgba[pixel * 4 + 3] ?? 255) : 0))
}

function reencoded(
  width: number,
  height: number,
  channels: 3 | 4,
  value: (pixel: number, channel: number) => number,
): Buffer {
  const rows = new Uint8Array((width * channels + 1) * height)
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const at = Math.floor(pixel / width) + 1 + pixel * channels
    for (let channel = 0; channel < channels; channel += 1) rows[at + channel] = value(pixel, channel)
  }
  const colorType = channels === 3 ? COLOR_TYPE.rgb : COLOR_TYPE.rgba
  return encodePng({ width, height, colorType, palette: null, data: compressRows(rows) }, [])
}
