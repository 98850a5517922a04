import { randomBytes } from 'node:crypto'
import { CHUNK_BYTES, closeQuietly, IN_FLIGHT } from './read-remote.ts'
import type { SftpChannel } from './sftp-channel.ts'

/** Writes a file in place; half of it may be seen meanwhile. */
export async function writeRemoteFile(
  sftp: SftpChannel,
  path: string,
  content: Buffer | AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const handle = await sftp.open(path, 'w', signal)
  try {
    await writeChunks(sftp, handle, content, signal)
  } catch (error) {
    closeQuietly(sftp, handle)
    throw error
  }
  await sftp.close(handle, signal)
}

/** Writes beside the file, then takes its place; see `RemoteConnection.putFile`. */
export async function putRemoteFile(
  sftp: SftpChannel,
  path: string,
  content: Buffer | AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
  try {
    await writeRemoteFile(sftp, temporary, content, signal)
    await replace(sftp, temporary, path, signal)
  } catch (error) {
    sftp.unlink(temporary, new AbortController().signal).catch(() => undefined)
    throw error
  }
}

async function writeChunks(
  sftp: SftpChannel,
  handle: Buffer,
  content: Buffer | AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  const flying: Promise<void>[] = []
  let position = 0
  for await (const piece of Buffer.isBuffer(content) ? [content] : content)
    for (let from = 0; from < piece.length; from += CHUNK_BYTES) {
      const chunk = piece.subarray(from, from + CHUNK_BYTES)
      const write = sftp.write(handle, chunk, position, signal)
      write.catch(() => undefined)
      position += chunk.length
      if (flying.push(write) >= IN_FLIGHT) await flying.shift()
    }
  await Promise.all(flying)
}

/** Servers without OpenSSH's rename cannot replace a file in one step; there it is missing for a moment. */
async function replace(sftp: SftpChannel, from: string, to: string, signal: AbortSignal): Promise<void> {
  try {
    return await sftp.posixRename(from, to, signal)
  } catch {
    signal.throwIfAborted()
  }
  await sftp.unlink(to, signal).catch(() => undefined)
  await sftp.rename(from, to, signal)
}
