import { isRunning } from '../../../common/bursts/state.ts'
import { RemoteError, type RemoteConnection } from '../remote/remote.ts'
import { closeLane, laneOf, type BurstContext } from './context.ts'

/** One line of what the set-up does, or `failed: ` and why; the practice cloud's machines have none. */
export const SETUP_STATE_FILE = 'burst/setup-state'

const MAX_BYTES = 4096
const FAILED = /^failed: ([\s\S]*)/
/** Real ms: it costs one small read. */
const LOOK_AGAIN_MS = 5000

/**
 * Ends a lane whose set-up says that it failed: it would not come on, and bills. Returns when the set-up is over; rejects
 * with the connection.
 */
export async function watchSetup(
  context: BurstContext,
  index: number,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<void> {
  while (isRunning(laneOf(context, index)) && laneOf(context, index).marks.ready === null) {
    const [, why] = FAILED.exec(await setupState(connection, signal)) ?? []
    if (why !== undefined) return closeLane(context, index, 'setup-failed', `its set-up failed: ${why.trim()}`)
    await context.rest(LOOK_AGAIN_MS, signal)
  }
}

async function setupState(connection: RemoteConnection, signal: AbortSignal): Promise<string> {
  const parts: Buffer[] = []
  try {
    await connection.readFile(SETUP_STATE_FILE, {
      maxBytes: MAX_BYTES,
      onChunk: chunk => void parts.push(Buffer.from(chunk)),
      signal,
    })
  } catch (error) {
    if (!(error instanceof RemoteError) || (error.code !== 'missing-file' && error.code !== 'too-large')) throw error
  }
  return Buffer.concat(parts).toString('utf8')
}
