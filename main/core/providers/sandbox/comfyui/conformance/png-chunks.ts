/** The chunks of a PNG file as the recordings list them. */
export function readChunks(file: Buffer): Record<string, unknown>[] {
  const chunks: Record<string, unknown>[] = []
  for (let at = 8; at + 12 <= file.length;) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    const [keyword, ...text] = file.toString('latin1', at + 8, at + 8 + length).split('\0')
    chunks.push(type === 'tEXt' ? { type, length, keyword, text: text.join('\0') } : { type, length })
    at += 12 + length
  }
  return chunks
}
