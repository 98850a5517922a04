import ssh2, { type SFTPWrapper } from 'ssh2'
import type { PendingCalls, Start } from './pending.ts'
import { sftpError } from './sftp-errors.ts'

/** One request and its answer; a slow disk over there gets its time, a dead one is noticed. */
const REQUEST_DEADLINE_MS = 60_000

/** One SFTP channel with promises; every method rejects with `RemoteError` or the signal's reason. */
export type SftpChannel = ReturnType<typeof createSftpChannel>

export function createSftpChannel(sftp: SFTPWrapper, pending: PendingCalls) {
  const ask = async <T>(what: string, signal: AbortSignal, start: Start<T>): Promise<T> => {
    try {
      return await pending.call<T>({ what, signal, deadlineMs: REQUEST_DEADLINE_MS }, start)
    } catch (error) {
      if (signal.aborted) throw error
      throw sftpError(error, what)
    }
  }
  const tell = (what: string, signal: AbortSignal, start: (callback: (error?: Error | null) => void) => void) =>
    ask<void>(what, signal, (resolve, reject) => start(error => (error ? reject(error) : resolve())))
  return {
    open: (path: string, flags: 'r' | 'w' | 'r+', signal: AbortSignal) =>
      ask<Buffer>(`open ${path}`, signal, (resolve, reject) =>
        sftp.open(path, flags, (error, handle) => (error ? reject(error) : resolve(handle))),
      ),
    /** At most `length` bytes at `position`, none at the end of the file. */
    read: (handle: Buffer, position: number, length: number, signal: AbortSignal) =>
      ask<Buffer>('read', signal, (resolve, reject) => {
        const buffer = Buffer.allocUnsafe(length)
        sftp.read(handle, buffer, 0, length, position, (error, bytes) => {
          if (!error) resolve(buffer.subarray(0, bytes))
          else if (isEndOfFile(error)) resolve(buffer.subarray(0, 0))
          else reject(error)
        })
      }),
    write: (handle: Buffer, chunk: Buffer, position: number, signal: AbortSignal) =>
      tell('write', signal, done => sftp.write(handle, chunk, 0, chunk.length, position, done)),
    close: (handle: Buffer, signal: AbortSignal) => tell('close', signal, done => sftp.close(handle, done)),
    mkdir: (path: string, signal: AbortSignal) => tell(`mkdir ${path}`, signal, done => sftp.mkdir(path, done)),
    isFolder: (path: string, signal: AbortSignal) =>
      ask<boolean>(`stat ${path}`, signal, (resolve, reject) =>
        sftp.stat(path, (error, stats) => (error ? reject(error) : resolve(stats.isDirectory()))),
      ),
    unlink: (path: string, signal: AbortSignal) => tell(`unlink ${path}`, signal, done => sftp.unlink(path, done)),
    rename: (from: string, to: string, signal: AbortSignal) =>
      tell(`rename ${from}`, signal, done => sftp.rename(from, to, done)),
    /** Replaces `to`, which plain SFTP cannot. */
    posixRename: (from: string, to: string, signal: AbortSignal) =>
      tell(`rename ${from}`, signal, done => sftp.ext_openssh_rename(from, to, done)),
  }
}

function isEndOfFile(error: Error): boolean {
  return 'code' in error && error.code === ssh2.utils.sftp.STATUS_CODE.EOF
}
