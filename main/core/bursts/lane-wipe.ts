import { connectWithEither } from '../remote/rotate-keys.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import type { LaneEnd } from '../../../common/bursts/events.ts'
import { instanceIdOf } from '../../../common/bursts/state.ts'
import { laneOf, type BurstContext } from './context.ts'

/** An instance that does not answer within this is ended all the same, real ms. */
const WIPE_MS = 15_000

/** Deletes all that is in these folders, and says how many files that were. */
const WIPE = `
import os, sys
files = 0
for folder in sys.argv[1:]:
    for place, folders, names in os.walk(folder, topdown=False):
        for name in names:
            try:
                os.remove(os.path.join(place, name))
                files += 1
            except OSError:
                pass
print(files)
`
/** Where an instance is lost or has to go at once, nothing is waited for. */
const IN_GOOD_ORDER: ReadonlySet<LaneEnd> = new Set(['done', 'idle', 'finish', 'pause', 'cancel', 'budget', 'lifetime'])

const FOLDERS = ['burst/lane', 'comfyui/output', 'comfyui/input', 'comfyui/temp']

/**
 * The last thing on an instance of a private burst. Best effort: the rent of an instance that does not answer is worth more
 * than what its memory holds, which goes with it.
 */
export async function wipeLane(context: BurstContext, index: number, signal: AbortSignal): Promise<void> {
  const { private: isPrivate } = context.recorder.state()
  const { wiped, phase } = laneOf(context, index)
  if (!isPrivate || wiped || phase.kind !== 'closing' || !IN_GOOD_ORDER.has(phase.reason)) return
  const enough = new AbortController()
  const both = AbortSignal.any([signal, enough.signal])
  const late = context.rest(WIPE_MS, both).then(() => enough.abort(new Error('it took too long')))
  try {
    const files = await wipe(context, index, both)
    context.recorder.record([{ type: 'lane.wiped', lane: index, files }], { durable: true })
  } catch (error) {
    signal.throwIfAborted()
    context.log(`lane ${index} could not be wiped before its end`, error)
  } finally {
    enough.abort(new Error('done'))
    await late.catch(() => undefined)
  }
}

async function wipe({ providerOf, keys, connect, ...context }: BurstContext, index: number, signal: AbortSignal) {
  const lane = context.recorder.state().lanes[index]
  const answer = await providerOf(index).get((lane && instanceIdOf(lane)) ?? '', signal)
  if (!lane || answer.kind !== 'found' || !answer.instance.ssh) throw new Error('it has no address any more')
  const connection = await connectWithEither(connect, answer.instance.ssh, await keys.read(lane.attempt), signal)
  try {
    return await deleted(connection, signal)
  } finally {
    connection.close()
  }
}

async function deleted(connection: RemoteConnection, signal: AbortSignal): Promise<number> {
  let said = ''
  const process = await connection.exec(['python3', '-c', WIPE, ...FOLDERS], {
    onStdout: chunk => void (said += chunk.toString()),
    signal,
  })
  process.end()
  const { code, stderr } = await process.exited
  const files = Number(said.trim())
  if (code !== 0 || said.trim() === '' || !Number.isSafeInteger(files))
    throw new Error(`${code}: ${stderr.slice(-300)}`)
  return files
}
