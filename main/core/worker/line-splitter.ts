export type ByteLine = { text: string; endOffset: number }

const NEWLINE = 0x0a

/**
 * Cuts a stream of bytes into lines and tells at which byte of the file each one ends.
 *
 * A line longer than `maxBytes` is left out, but its bytes are counted; a last line without its end is kept until the
 * rest comes.
 */
export function createLineSplitter(fromOffset: number, maxBytes: number): (chunk: Buffer) => ByteLine[] {
  let offset = fromOffset
  let parts: Buffer[] = []
  let bytes = 0

  function take(piece: Buffer): void {
    bytes += piece.length
    if (bytes <= maxBytes) parts.push(piece)
    else parts = []
  }

  function endLine(): ByteLine | null {
    const line = bytes <= maxBytes ? { text: Buffer.concat(parts).toString('utf8'), endOffset: offset } : null
    parts = []
    bytes = 0
    return line
  }

  return chunk => {
    const lines: ByteLine[] = []
    let from = 0
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, end))
      offset += end + 1 - from
      from = end + 1
      const line = endLine()
      if (line) lines.push(line)
    }
    take(chunk.subarray(from))
    offset += chunk.length - from
    return lines
  }
}
