const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex')
const END = Buffer.from('0000000049454e44ae426082', 'hex')

/** Bytes with a PNG's beginning and end around `content`: whole in the worker's sense, no picture. */
export function pngBytes(content: string): Buffer {
  return Buffer.concat([SIGNATURE, Buffer.from(content), END])
}
