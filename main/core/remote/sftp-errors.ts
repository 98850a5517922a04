import { RemoteError } from './remote.ts'

const NO_SUCH_FILE = 2
const CONNECTION_LOST = [6, 7]

/** What an SFTP failure means to us. */
export function sftpError(error: unknown, what: string): unknown {
  if (!(error instanceof Error) || error instanceof RemoteError) return error
  const code = 'code' in error ? Number(error.code) : Number.NaN
  const message = `${what}: ${error.message}`
  if (code === NO_SUCH_FILE) return new RemoteError('missing-file', message, { cause: error })
  if (CONNECTION_LOST.includes(code) || /no response from server|not connected|not writable/i.test(error.message))
    return new RemoteError('lost', message, { cause: error })
  return new RemoteError('remote-failed', message, { cause: error })
}
