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

export function createChildren(): Children {
  const running = new Set<ChildProcessWithoutNullStreams>()
  return {
    start: ({ program, args, cwd, env }) => {
      const child = spawn(program, args, { cwd, env, stdio: 'pipe', detached: HAS_GROUPS, windowsHide: true })
      running.add(child)
      child.once('exit', () => running.delete(child))
      child.once('error', () => running.delete(child))
      // Whoever writes to a child that just died learns of it by its exit.
      child.stdin.on('error', () => undefined)
      return child
    },
    signal,
    killAll: () => running.forEach(child => signal(child, 'SIGKILL')),
  }
}

function signal(child: ChildProcessWithoutNullStreams, name: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    if (HAS_GROUPS) process.kill(-child.pid, name)
    else child.kill(name)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
