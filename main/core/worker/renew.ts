import { RemoteError, type RemoteConnection } from '../remote/remote.ts'

/**
 * Has the worker of an instance that another job was made on put its work aside and begin anew with an empty journal. Safe to
 * repeat: for the job that it was begun for nothing happens. RemoteError where it does not.
 */
export async function renewLane(
  connection: RemoteConnection,
  dir: string,
  job: string,
  signal: AbortSignal,
): Promise<void> {
  const process = await connection.exec(['python3', 'burst/worker.py', 'renew', '--dir', dir, '--job', job], {
    onStdout: () => undefined,
    signal,
  })
  process.end()
  const { code, stderr } = await process.exited
  if (code !== 0)
    throw new RemoteError('remote-failed', `the worker did not begin anew (${code}): ${stderr.trim().slice(-300)}`)
}
