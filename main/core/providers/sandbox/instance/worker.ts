import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { SimClock } from '../comfyui/sim-clock.ts'
import type { Children } from './children.ts'
import type { Disk } from './disk.ts'
import { untilOtherContent } from './file-watch.ts'
import { endOf } from './end-of.ts'
import { pause } from './pause.ts'
import type { InstanceEvent } from './protocol.ts'

export type WorkerParts = {
  readonly python: string
  readonly disk: Disk
  readonly clock: SimClock
  readonly children: Children
  readonly env: NodeJS.ProcessEnv
  readonly say: (event: InstanceEvent) => void
}

/** How long a supervisor waits before it starts again what died, ms on the sandbox's clock. */
const RESTART_MS = 1000

/**
 * Keeps the worker running from when its file exists until the signal aborts.
 *
 * Another content of the file is another worker: the old one is ended for it. A file that is missing for a moment is
 * none, because that is how it is replaced by those who cannot replace it in one step.
 */
export async function keepWorkerRunning(parts: WorkerParts, signal: AbortSignal): Promise<void> {
  const file = path.join(parts.disk.burst, 'worker.py')
  while (!signal.aborted) {
    const content = await untilOtherContent(file, null, signal)
    if (content === null) return
    const died = await runOnce(parts, file, content, signal)
    if (died === null) continue
    parts.say({ event: 'exited', what: `the worker (${died})` })
    await pause(parts.clock, RESTART_MS, signal)
  }
}

/** How it died by itself; null where it was ended for another content, or with the machine. */
async function runOnce(parts: WorkerParts, file: string, content: string, signal: AbortSignal): Promise<string | null> {
  const child = startWorker(parts, file)
  const ended = new AbortController()
  const how = endOf(child).finally(() => ended.abort())
  await untilOtherContent(file, content, AbortSignal.any([signal, ended.signal]))
  const diedByItself = ended.signal.aborted
  parts.children.signal(child, 'SIGKILL')
  const what = await how
  return diedByItself ? what : null
}

function startWorker({ python, disk, children, env, say }: WorkerParts, file: string): ChildProcessWithoutNullStreams {
  const child = children.start({
    program: python,
    args: [file, 'run', '--dir', path.join(disk.burst, 'lane')],
    cwd: disk.root,
    // Its input is a pipe that we hold: it ends with us, however we end.
    env: { ...env, BURST_DIE_ON_STDIN_EOF: '1' },
  })
  child.stdout.resume()
  createInterface({ input: child.stderr }).on('line', text => say({ event: 'log', text: `worker: ${text}` }))
  return child
}
