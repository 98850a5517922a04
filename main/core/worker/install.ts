import { createHash } from 'node:crypto'
import { RemoteError, type RemoteConnection } from '../remote/remote.ts'

const WORKER_FILE = 'burst/worker.py'
const LANE_DIR = 'burst/lane'

/**
 * Puts the worker on an instance, unless the same one is there.
 *
 * The instance's supervisor restarts the worker whenever its file changes, so a needless write would cost a restart
 * with every connection.
 */
export async function installWorker(
  connection: RemoteConnection,
  workerSource: Buffer,
  signal: AbortSignal,
): Promise<void> {
  await connection.mkdir(LANE_DIR, signal)
  const wanted = createHash('sha256').update(workerSource).digest('hex')
  if ((await installedHash(connection, workerSource.length, signal)) === wanted) return
  await connection.putFile(WORKER_FILE, workerSource, signal)
}

/** Null where there is no worker, or one of another size. */
async function installedHash(
  connection: RemoteConnection,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    await connection.readFile(WORKER_FILE, { maxBytes, onChunk: chunk => void hash.update(chunk), signal })
  } catch (error) {
    if (error instanceof RemoteError && (error.code === 'missing-file' || error.code === 'too-large')) return null
    throw error
  }
  return hash.digest('hex')
}
