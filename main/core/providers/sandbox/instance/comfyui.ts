import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { roleCommand } from '../../../roles.ts'
import type { Control, Fault, ProfileInput } from '../comfyui/profile.ts'
import type { SimClock } from '../comfyui/sim-clock.ts'
import type { Children } from './children.ts'
import type { Disk } from './disk.ts'
import { endOf } from './end-of.ts'
import { pause } from './pause.ts'
import type { ClockAnchors, InstanceEvent, StandIn } from './protocol.ts'

/** The instance's ComfyUI, kept running by the machine's supervisor. */
export interface Comfyui {
  /** Runs it until the signal aborts; the first time it answers from `readyAtSim` on. */
  keepRunning(readyAtSim: number, signal: AbortSignal): Promise<void>
  /** Something is to go wrong in it; where it does not run, then when it runs again. */
  arm(fault: Fault): void
  clockChanged(): void
}

export type ComfyuiParts = {
  readonly settings: StandIn
  readonly port: number
  readonly disk: Disk
  readonly clock: SimClock
  /** What the clock was last set to. */
  readonly anchors: () => ClockAnchors
  readonly children: Children
  readonly env: NodeJS.ProcessEnv
  readonly say: (event: InstanceEvent) => void
}

/** How long a supervisor waits before it starts again what died, ms on the sandbox's clock. */
const RESTART_MS = 3000
const READY = /^listening on /

export function createComfyui(parts: ComfyuiParts): Comfyui {
  const { clock, say } = parts
  /** The process that answers. */
  let answering: ChildProcessWithoutNullStreams | null = null
  let waiting: Fault[] = []
  let oomAboveBatch = parts.settings.oomAboveBatch

  function send(control: Control): void {
    answering?.stdin.write(`${JSON.stringify(control)}\n`)
  }

  function onReady(child: ChildProcessWithoutNullStreams): void {
    answering = child
    // The clock may have changed its speed while this one was on its way.
    send(parts.anchors())
    for (const fault of waiting) send(fault)
    waiting = []
    say({ event: 'comfyui-ready' })
  }

  /** One life of the process. */
  async function run(readyAtSim: number, signal: AbortSignal): Promise<void> {
    const child = startProcess(parts)
    const gone = new AbortController()
    const ended = endOf(child).finally(() => gone.abort())
    const kill = () => parts.children.signal(child, 'SIGKILL')
    signal.addEventListener('abort', kill, { once: true })
    listen(child, () => gone.signal.aborted || onReady(child), say)
    await clock.sleepUntil(readyAtSim, AbortSignal.any([signal, gone.signal]))
    writeProfile(parts, oomAboveBatch)
    if (!signal.aborted && child.stdin.writable) child.stdin.write('start\n')
    const what = await ended
    signal.removeEventListener('abort', kill)
    answering = null
    if (!signal.aborted) say({ event: 'exited', what: `ComfyUI (${what})` })
  }

  return {
    keepRunning: async (firstReadyAtSim, signal) => {
      let readyAtSim = firstReadyAtSim
      while (!signal.aborted) {
        await run(readyAtSim, signal)
        readyAtSim = clock.now() + RESTART_MS + parts.settings.startSeconds * 1000
        await pause(clock, 0, signal)
      }
    },
    arm: fault => {
      // Whoever starts again finds the same card with the same memory.
      if (fault.fault === 'out-of-memory') oomAboveBatch = fault.aboveBatch
      if (answering) send(fault)
      else waiting.push(fault)
    },
    clockChanged: () => send(parts.anchors()),
  }
}

function startProcess({ port, disk, children, env }: ComfyuiParts): ChildProcessWithoutNullStreams {
  const [program, ...first] = roleCommand('sandbox-comfyui')
  const args = [...first, '--port', String(port), '--base', disk.comfyui, '--profile', profileOf(disk)]
  const child = children.start({ program, args, cwd: disk.root, env })
  child.stdout.resume()
  return child
}

/** `startSeconds` has been waited for outside, where a change of speed is heard of. */
function writeProfile({ settings, disk, anchors }: ComfyuiParts, oomAboveBatch: number | null): void {
  const profile: ProfileInput = { ...settings, ...anchors(), startSeconds: 0, oomAboveBatch }
  writeFileSync(profileOf(disk), JSON.stringify(profile))
}

function profileOf(disk: Disk): string {
  return path.join(disk.comfyui, 'profile.json')
}

function listen(child: ChildProcessWithoutNullStreams, onReady: () => void, say: (event: InstanceEvent) => void): void {
  createInterface({ input: child.stderr }).on('line', text => {
    if (READY.test(text)) onReady()
    else say({ event: 'log', text: `ComfyUI: ${text}` })
  })
}
