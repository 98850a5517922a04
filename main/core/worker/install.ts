import { createHash } from 'node:crypto'
import { RemoteError, type RemoteConnection } from '../remote/remote.ts'

const WORKER_FILE = 'burst/worker.py'
/** Where a lane's work lies on its instance. */
export const LANE_DIR = 'burst/lane'

/** Burst's own programs for an instance, as they are in `resources/worker`. */
export type InstancePrograms = { readonly worker: Buffer; readonly models: Buffer }

/**
 * Puts the worker on an instance, unless the same one is there.
 *
 * The instance's supervisor restarts the worker whenever its file changes, so a needless write would cost a restart
 * with every connection.
 */
export async function installWorker(connection: RemoteConnection, source: Buffer, signal: AbortSignal): Promise<void> {
  await connection.mkdir(LANE_DIR, signal)
  await installProgram(connection, WORKER_FILE, source, signal)
}

/** Puts a program into a folder that is there, unless the same one is. */
export async function installProgram(
  connection: RemoteConnection,
  file: string,
  source: Buffer,
  signal: AbortSignal,
): Promise<void> {
  const wanted = createHash('sha256').update(source).digest('hex')
  if ((await installedHash(connection, file, source.length, signal)) !== wanted)
    await connection.putFile(file, source, signal)
}

/** Null where there is no such file, or one that is larger. */
async function installedHash(
  connection: RemoteConnection,
  file: string,
  maxBytes: number,
  signal: AbortSignal,
): Promise<string | null> {
  const hash = createHash('sha256')
  try {
    await connection.readFile(file, { maxBytes, onChunk: chunk => void hash.update(chunk), signal })
  } catch (error) {
    if (error instanceof RemoteError && (error.code === 'missing-file' || error.code === 'too-large')) return null
    throw error
  }
  return hash.digest('hex')
}
