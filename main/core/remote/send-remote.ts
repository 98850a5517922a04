import { CHUNK_BYTES, IN_FLIGHT, inTurns, withOpenFiles } from './read-remote.ts'
import { RemoteError, type SentFile } from './remote.ts'
import type { SftpChannel } from './sftp-channel.ts'
import { MAX_CHANNELS, type Channels } from './sftp-pool.ts'

/** The most that may be missing before the end of what an interrupted `sendFile` left there. */
export const SEND_WINDOW_BYTES = CHUNK_BYTES * IN_FLIGHT * MAX_CHANNELS

/** Sends a large file, see `RemoteConnection.sendFile`. */
export async function sendRemoteFile(
  channels: Channels,
  path: string,
  { from, bytes, read, onArrived }: SentFile,
  signal: AbortSignal,
): Promise<void> {
  const [first, ...others] = channels
  // Made once; the other channels find it.
  const made = first.open(path, from === 0 ? 'w' : 'r+', signal)
  const open = async (sftp: SftpChannel) =>
    sftp === first ? await made : await made.then(() => sftp.open(path, 'r+', signal))
  await withOpenFiles([first, ...others], open, async files => {
    const turns = inTurns(files)
    const flying: { end: number; written: Promise<void>; arrived: boolean }[] = []
    /** Told in order: what arrived behind a chunk that has not is not yet told. */
    const tell = () => {
      let end: number | null = null
      while (flying[0]?.arrived) end = flying.shift()?.end ?? end
      if (end !== null) onArrived(end)
    }
    for (let position = from; position < bytes;) {
      const chunk = await read(position, Math.min(CHUNK_BYTES, bytes - position))
      if (chunk.length === 0) throw new RemoteError('remote-failed', `what is sent to ${path} ended too soon`)
      // The oldest has to arrive before the window slides on: so nothing is missing further back.
      if (flying.length >= IN_FLIGHT * files.length) await flying[0]?.written
      const { sftp, handle } = turns()
      position += chunk.length
      const written = sftp.write(handle, chunk, position - chunk.length, signal)
      const sent = { end: position, written, arrived: false }
      flying.push(sent)
      written
        .then(() => {
          sent.arrived = true
          return tell()
        })
        .catch(() => undefined)
    }
    while (flying.length > 0) await flying[0]?.written
  })
}
