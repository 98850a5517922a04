import { STATUS, type Status } from './protocol.ts'

/** A request that is answered with this status. */
export class SftpError extends Error {
  override name = 'SftpError'
  readonly status: Status
  constructor(status: Status, message: string) {
    super(message)
    this.status = status
  }
}

export function denied(what: string): SftpError {
  return new SftpError(STATUS.PERMISSION_DENIED, what)
}

const STATUS_OF_CODE: Readonly<Record<string, Status>> = {
  ENOENT: STATUS.NO_SUCH_FILE,
  ENOTDIR: STATUS.NO_SUCH_FILE,
  EACCES: STATUS.PERMISSION_DENIED,
  EPERM: STATUS.PERMISSION_DENIED,
}

/** What a failure is called on the wire. Messages carry no path of this computer. */
export function statusOf(error: unknown): { status: Status; message: string } {
  if (error instanceof SftpError) return { status: error.status, message: error.message }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'failure'
  return { status: STATUS_OF_CODE[code] ?? STATUS.FAILURE, message: code }
}
