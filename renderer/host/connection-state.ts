import type { Connection } from './host.ts'

/** Whether calls get through, for whoever shows it. */
export function createConnectionState() {
  let now: Connection = 'connecting'
  const listeners = new Set<(connection: Connection) => void>()
  return {
    get: () => now,
    set: (next: Connection): void => {
      // An address that was refused stays refused: only another one helps.
      if (next === now || now === 'refused') return
      now = next
      for (const listener of listeners) listener(next)
    },
    on: (listener: (connection: Connection) => void): (() => void) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
