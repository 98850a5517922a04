import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { InstanceEvent, type InstanceConfig, type InstanceControl } from '../instance/protocol.ts'

/** The process of one machine. */
export interface Machine {
  control(control: InstanceControl): void
  /** Cuts its power; resolves when the process is gone. Repeating it is harmless. */
  end(): Promise<void>
}

export type MachineListener = {
  readonly onEvent: (event: InstanceEvent) => void
  /** The process ended, by whatever. */
  readonly onExit: (what: string) => void
}

/** A machine holds on to nothing when its input ends; one that does is killed after this, real ms. */
const END_PATIENCE_MS = 2000
const LONGEST_LINE = 65_536

/** Starts a machine's process: `command` is the program and its arguments, `env` what it gets to see. */
export function startMachine(
  command: readonly string[],
  config: InstanceConfig,
  listener: MachineListener,
  env: NodeJS.ProcessEnv = process.env,
): Machine {
  const [program, ...args] = command
  if (program === undefined) throw new Error('no command to start a machine with')
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'], windowsHide: true, env })
  const exited = new Promise<void>(resolve => {
    const gone = (what: string) => {
      resolve()
      listener.onExit(what)
    }
    child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`))
    child.once('error', error => gone(error.message))
  })
  // A machine that dies while it is written to is told by its exit.
  child.stdin.on('error', () => undefined)
  const send = (message: InstanceConfig | InstanceControl) => {
    if (child.stdin.writable) child.stdin.write(`${JSON.stringify(message)}\n`)
  }
  createInterface({ input: child.stdout }).on('line', line => {
    const event = readEvent(line)
    listener.onEvent(event)
  })
  send(config)
  return {
    control: send,
    end: async () => {
      child.stdin.end()
      const patience = new AbortController()
      await Promise.race([
        exited,
        delay(END_PATIENCE_MS, undefined, { signal: patience.signal }).catch(() => undefined),
      ])
      patience.abort()
      child.kill('SIGKILL')
      await exited
    },
  }
}

/** What is no event is passed on as something the machine said. */
function readEvent(line: string): InstanceEvent {
  try {
    return InstanceEvent.parse(JSON.parse(line))
  } catch {
    return { event: 'log', text: line.slice(0, LONGEST_LINE) }
  }
}
