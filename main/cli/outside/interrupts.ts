import { BurstError } from '../../../common/errors.ts'
import type { Interrupts } from '../host.ts'

/** A starter that passes signals on makes two of one Ctrl-C; nobody means two within this time. */
const SAME_PRESS_MS = 300

/** Listens for Ctrl-C and requests to terminate, until the process ends. */
export function listenForInterrupts(source: NodeJS.EventEmitter, now: () => number): Interrupts {
  const first = new AbortController()
  const second = new AbortController()
  let firstAt = 0
  const interrupted = () => {
    if (first.signal.aborted && now() - firstAt >= SAME_PRESS_MS) second.abort(interruption())
    if (first.signal.aborted) return
    firstAt = now()
    first.abort(interruption())
  }
  for (const signal of ['SIGINT', 'SIGTERM']) source.on(signal, interrupted)
  return { first: first.signal, second: second.signal }
}

function interruption(): BurstError {
  return new BurstError('cancelled', [
    { code: 'interrupted', message: 'Interrupted.', remedy: 'Give the command again when it is wanted.' },
  ])
}
