import { RemoteError, type RemoteConnection } from './remote.ts'
import type { SftpChannel } from './sftp-channel.ts'

/** OpenSSH answers at most this much to one request, bytes. */
const CHUNK_BYTES = 255 * 1024
/** Enough in flight for a long line: 16 × 255 KiB is 4 MiB a round trip. */
const IN_FLIGHT = 16

type ReadOptions = Parameters<RemoteConnection['readFile']>[1]

/** Reads a file over one channel, see `RemoteConnection.readFile`. */
export async function readRemoteFile(
  sftp: SftpChannel,
  path: string,
  { from = 0, maxBytes, onChunk, signal }: ReadOptions,
): Promise<{ bytes: number }> {
  const handle = await sftp.open(path, 'r', signal)
  try {
    let bytes = 0
    for await (const chunk of chunksInOrder(sftp, handle, from, from + maxBytes + 1, signal)) {
      bytes += chunk.length
      if (bytes > maxBytes) throw new RemoteError('too-large', `${path} is larger than ${from + maxBytes} bytes`)
      await onChunk(chunk)
    }
    return { bytes }
  } finally {
    closeQuietly(sftp, handle)
  }
}

/** Not awaited: what was read is read, and the server takes requests in order. A failure here loses nothing. */
export function closeQuietly(sftp: SftpChannel, handle: Buffer): void {
  sftp.close(handle, new AbortController().signal).catch(() => undefined)
}

/** One byte more than allowed is asked for, because only an answer can tell that there is more. */
async function* chunksInOrder(
  sftp: SftpChannel,
  handle: Buffer,
  from: number,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const waiting: { length: number; chunk: Promise<Buffer> }[] = []
  let position = from
  const fill = () => {
    while (waiting.length < IN_FLIGHT && position < limit) {
      const length = Math.min(CHUNK_BYTES, limit - position)
      const chunk = readFully(sftp, handle, position, length, signal)
      chunk.catch(() => undefined)
      waiting.push({ length, chunk })
      position += length
    }
  }
  fill()
  for (let head = waiting.shift(); head; head = waiting.shift()) {
    const chunk = await head.chunk
    if (chunk.length > 0) yield chunk
    if (chunk.length < head.length) return
    fill()
  }
}

/** A server may answer with less than was asked for in the middle of a file; only nothing at all is its end. */
async function readFully(
  sftp: SftpChannel,
  handle: Buffer,
  position: number,
  length: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const first = await sftp.read(handle, position, length, signal)
  if (first.length === length || first.length === 0) return first
  const pieces = [first]
  for (let done = first.length; done < length;) {
    const piece = await sftp.read(handle, position + done, length - done, signal)
    if (piece.length === 0) break
    pieces.push(piece)
    done += piece.length
  }
  return Buffer.concat(pieces)
}
