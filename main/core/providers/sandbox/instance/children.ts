import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { platform } from 'node:os'

/** A program to run and what it gets to see. */
export type Command = {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: NodeJS.ProcessEnv
}

/** The processes of an instance, so that all of them can be ended at once. */
export interface Children {
  /** Starts a program; that it could not be started is told by its `error` event. */
  start(command: Command): ChildProcessWithoutNullStreams
  /** Signals a child and whatever it started. Harmless for one that is gone. */
  signal(child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals): void
  killAll(): void
}

/** Where there are process groups each child leads one: a shell's children must not outlive the shell. */
const HAS_GROUPS = platform() !== 'win32'

/** How often a group that outlived its leader is looked at, real ms: its number may be another's once it is empty. */
const LOOK_MS = 1000

export function createChildren(): Children {
  /** Children that run, and groups whose leader left others behind, by the leader's id. */
  const running = new Set<number>()

  function onExit(pid: number): void {
    if (forgetIfGone(pid)) return
    const timer = setInterval(() => forgetIfGone(pid) && clearInterval(timer), LOOK_MS)
    timer.unref()
  }

  function forgetIfGone(pid: number): boolean {
    if (HAS_GROUPS && signalGroup(pid, 0)) return false
    running.delete(pid)
    return true
  }

  return {
    start: ({ program, args, cwd, env }) => {
      const child = spawn(program, args, { cwd, env, stdio: 'pipe', detached: HAS_GROUPS, windowsHide: true })
      // Whoever writes to a child that just died learns of it by its exit.
      child.stdin.on('error', () => undefined)
      const { pid } = child
      if (pid === undefined) return child
      running.add(pid)
      child.once('exit', () => onExit(pid))
      return child
    },
    signal: ({ pid }, name) => void (pid !== undefined && signalGroup(pid, name)),
    killAll: () => running.forEach(pid => signalGroup(pid, 'SIGKILL')),
  }
}

/** False where there is nobody any more. */
function signalGroup(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    process.kill(HAS_GROUPS ? -pid : pid, name)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
