import { closeSync, openSync, readSync } from 'node:fs'

const HEAD_BYTES = 65_536

/** Width and height of a PNG, JPEG, WebP or GIF file, read from its head; null if it is none of these. */
export function readImageSize(file: string): { width: number; height: number } | null {
  const head = readHead(file)
  if (head.length < 30) return null
  if (head.toString('latin1', 1, 4) === 'PNG') return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
  if (head.toString('latin1', 0, 3) === 'GIF') return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
  if (head.toString('latin1', 8, 12) === 'WEBP') return webpSize(head)
  return head.readUInt16BE(0) === 0xffd8 ? jpegSize(head) : null
}

function readHead(file: string): Buffer {
  const descriptor = openSync(file, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    return head.subarray(0, readSync(descriptor, head, 0, HEAD_BYTES, 0))
  } finally {
    closeSync(descriptor)
  }
}

function webpSize(head: Buffer): { width: number; height: number } | null {
  const kind = head.toString('latin1', 12, 16)
  if (kind === 'VP8X') return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 }
  if (kind === 'VP8 ') return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff }
  const bits = head.readUInt32LE(21)
  return kind === 'VP8L' ? { width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 } : null
}

/** Walks the segments up to the frame header. */
function jpegSize(head: Buffer): { width: number; height: number } | null {
  let position = 2
  while (position + 9 < head.length && head[position] === 0xff) {
    const marker = head[position + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
    if (isFrame) return { width: head.readUInt16BE(position + 7), height: head.readUInt16BE(position + 5) }
    position += 2 + head.readUInt16BE(position + 2)
  }
  return null
}
