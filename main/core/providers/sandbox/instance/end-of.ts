import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** Resolves with how a process ended, also when it could not be started. */
export async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'exit')
    return String(signal ?? `exit code ${code}`)
  } catch (error) {
    return String(error)
  }
}
