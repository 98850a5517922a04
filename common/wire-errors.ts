import type { WireError } from './contract.ts'
import { BurstError } from './errors.ts'

/** Any failure in the form that crosses a transport. What nobody foresaw is told as a fault of Burst, without its stack. */
export function toWireError(error: unknown): WireError {
  if (error instanceof BurstError) return { exit: error.exit, problems: [...error.problems] }
  if (error instanceof Error && error.name === 'AbortError')
    return { exit: 'cancelled', problems: [{ code: 'interrupted', message: 'Interrupted.', remedy: 'Ask again.' }] }
  const message = error instanceof Error ? error.message : String(error)
  return {
    exit: 'failed',
    problems: [{ code: 'internal', message, remedy: 'This is a fault of Burst. The log in the home says more.' }],
  }
}

export function fromWireError({ exit, problems }: WireError, options?: ErrorOptions): BurstError {
  return new BurstError(exit, problems, options)
}
