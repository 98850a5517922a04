import { BurstError } from '../../../common/errors.ts'
import { controlImageName, picturesOf } from '../../../common/workflow/control-images.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { LANE_DIR } from '../worker/install.ts'
import type { BurstContext } from './context.ts'

/**
 * Sends the pictures that the job's graphs start from, before the share that names them. BurstError where one cannot be read:
 * nothing could be made without it.
 */
export async function sendInputs(
  context: BurstContext,
  connection: RemoteConnection,
  signal: AbortSignal,
): Promise<void> {
  for (const image of picturesOf(context.store.job(context.recorder.state().id).config)) {
    const content = await context.readInput(image).catch((error: unknown) => {
      throw unreadable(image, error)
    })
    await connection.putFile(`${LANE_DIR}/${controlImageName(image)}`, content, signal)
  }
}

function unreadable(file: string, error: unknown): BurstError {
  const reason = error instanceof Error ? error.message : String(error)
  return new BurstError('failed', [
    {
      code: 'input-unreadable',
      message: `${file} cannot be read: ${reason}.`,
      remedy: 'Put the picture back, then resume the burst.',
      file,
    },
  ])
}
