import ssh2, { type SFTPWrapper } from 'ssh2'
import type { Done, PendingCalls } from './pending.ts'
import { sftpError } from './sftp-errors.ts'

/** One request and its answer; a slow disk over there gets its time, a dead one is noticed. */
const REQUEST_DEADLINE_MS = 60_000

/** One SFTP channel with promises; every method rejects with `RemoteError` or the signal's reason. */
export type SftpChannel = ReturnType<typeof createSftpChannel>

export function createSftpChannel(sftp: SFTPWrapper, pending: PendingCalls) {
  const ask = async <T>(what: string, signal: AbortSignal, start: (done: Done<T>) => void): Promise<T> => {
    try {
      return await pending.call<T>({ what, signal, deadlineMs: REQUEST_DEADLINE_MS }, start)
    } catch (error) {
      if (signal.aborted) throw error
      throw sftpError(error, what)
    }
  }
  return {
    open: (path: string, flags: 'r' | 'w', signal: AbortSignal) =>
      ask<Buffer>(`open ${path}`, signal, done => sftp.open(path, flags, done)),
    /** At most `length` bytes at `position`, none at the end of the file. */
    read: (handle: Buffer, position: number, length: number, signal: AbortSignal) =>
      ask<Buffer>('read', signal, done => {
        const buffer = Buffer.allocUnsafe(length)
        sftp.read(handle, buffer, 0, length, position, (error, bytes) => {
          if (isEndOfFile(error)) done(null, buffer.subarray(0, 0))
          else done(error, buffer.subarray(0, bytes))
        })
      }),
    write: (handle: Buffer, chunk: Buffer, position: number, signal: AbortSignal) =>
      ask<void>('write', signal, done => sftp.write(handle, chunk, 0, chunk.length, position, done)),
    close: (handle: Buffer, signal: AbortSignal) => ask<void>('close', signal, done => sftp.close(handle, done)),
    mkdir: (path: string, signal: AbortSignal) => ask<void>(`mkdir ${path}`, signal, done => sftp.mkdir(path, done)),
    isFolder: (path: string, signal: AbortSignal) =>
      ask<boolean>(`stat ${path}`, signal, done =>
        sftp.stat(path, (error, stats) => done(error, error ? false : stats.isDirectory())),
      ),
    unlink: (path: string, signal: AbortSignal) => ask<void>(`unlink ${path}`, signal, done => sftp.unlink(path, done)),
    rename: (from: string, to: string, signal: AbortSignal) =>
      ask<void>(`rename ${from}`, signal, done => sftp.rename(from, to, done)),
    /** Replaces `to`, which plain SFTP cannot. */
    posixRename: (from: string, to: string, signal: AbortSignal) =>
      ask<void>(`rename ${from}`, signal, done => sftp.ext_openssh_rename(from, to, done)),
    end: () => sftp.end(),
  }
}

function isEndOfFile(error: Error | undefined | null): boolean {
  return error !== null && error !== undefined && 'code' in error && error.code === ssh2.utils.sftp.STATUS_CODE.EOF
}
