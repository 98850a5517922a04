import { RemoteError, type RemoteConnection } from './remote.ts'
import type { SftpChannel } from './sftp-channel.ts'
import type { Channels } from './sftp-pool.ts'

/** OpenSSH answers at most this much to one request, bytes. */
export const CHUNK_BYTES = 255 * 1024
/** Enough in flight on one channel for a long line: 16 × 255 KiB is 4 MiB a round trip. */
export const IN_FLIGHT = 16

type ReadOptions = Parameters<RemoteConnection['readFile']>[1]

/** A file that is open on a channel. */
type OpenFile = { readonly sftp: SftpChannel; readonly handle: Buffer }

/** Reads a file over one channel or several, in turns; see `RemoteConnection.readFile`. */
export async function readRemoteFile(
  channels: Channels,
  path: string,
  { from = 0, maxBytes, onChunk, signal }: ReadOptions,
): Promise<{ bytes: number }> {
  return await withOpenFiles(
    channels,
    sftp => sftp.open(path, 'r', signal),
    async files => {
      let bytes = 0
      for await (const chunk of chunksInOrder(files, from, from + maxBytes + 1, signal)) {
        bytes += chunk.length
        if (bytes > maxBytes) throw new RemoteError('too-large', `${path} is larger than ${from + maxBytes} bytes`)
        await onChunk(chunk)
      }
      return { bytes }
    },
  )
}

/** Opens the file on each channel, and closes it whatever becomes of the work. */
export async function withOpenFiles<T>(
  channels: Channels,
  open: (sftp: SftpChannel) => Promise<Buffer>,
  work: (files: readonly OpenFile[]) => Promise<T>,
): Promise<T> {
  const opening = channels.map(async sftp => ({ sftp, handle: await open(sftp) }))
  try {
    return await work(await Promise.all(opening))
  } finally {
    for (const file of opening) file.then(({ sftp, handle }) => closeQuietly(sftp, handle)).catch(() => undefined)
  }
}

/** Not awaited: what was read is read, and the server takes requests in order. A failure here loses nothing. */
export function closeQuietly(sftp: SftpChannel, handle: Buffer): void {
  sftp.close(handle, new AbortController().signal).catch(() => undefined)
}

/** One byte more than allowed is asked for, because only an answer can tell that there is more. */
async function* chunksInOrder(
  files: readonly OpenFile[],
  from: number,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const turns = inTurns(files)
  const waiting: { length: number; chunk: Promise<Buffer> }[] = []
  let position = from
  const fill = () => {
    while (waiting.length < IN_FLIGHT * files.length && position < limit) {
      const length = Math.min(CHUNK_BYTES, limit - position)
      const chunk = readFully(turns(), position, length, signal)
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

/** One after the other, round and round. */
export function inTurns<T>(all: readonly T[]): () => T {
  let next = 0
  return () => {
    const one = all[next % all.length]
    if (one === undefined) throw new Error('there is nothing to take turns')
    next += 1
    return one
  }
}

/** A server may answer with less than was asked for in the middle of a file; only nothing at all is its end. */
async function readFully(
  { sftp, handle }: OpenFile,
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
