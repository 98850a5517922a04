import { randomUUID } from 'node:crypto'
import type { FastClock } from './fast-clock.ts'

/** From the order to an image that can be started from, ms on the clock. */
const SAVING_MS = 60_000
const SIZE_GB = 42

export type Snapshots = {
  begin(name: string): void
  shown(): { id: string; name: string; region: string; size: number; status: string; visibility: string }[]
  /** False where there is none of that id. */
  remove(id: string): boolean
  /** Whether machines can be started from it now. */
  isReady(id: string): boolean
}

/** Snapshots of a project, as its API shows them: on their way for a while, and with a size at the end. */
export function createSnapshots(clock: FastClock, region: string): Snapshots {
  const kept: { id: string; name: string; at: number }[] = []
  const isReady = ({ at }: { at: number }) => clock.now() >= at + SAVING_MS
  return {
    begin: name => void kept.push({ id: randomUUID(), name, at: clock.now() }),
    shown: () =>
      kept.map(snapshot => ({
        id: snapshot.id,
        name: snapshot.name,
        region,
        size: isReady(snapshot) ? SIZE_GB : 0,
        status: isReady(snapshot) ? 'active' : 'queued',
        visibility: 'private',
      })),
    remove(id) {
      const at = kept.findIndex(snapshot => snapshot.id === id)
      if (at >= 0) kept.splice(at, 1)
      return at >= 0
    },
    isReady: id => kept.some(snapshot => snapshot.id === id && isReady(snapshot)),
  }
}
