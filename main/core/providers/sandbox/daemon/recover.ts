import { rmSync } from 'node:fs'
import type { SandboxFiles } from '../files.ts'
import { staysListedUntil } from './machines.ts'
import type { CloudStore } from './store.ts'

/**
 * Takes up what an earlier daemon left: its machines died with it.
 *
 * They are preempted, and billed up to the last instant at which that daemon is known to have lived.
 */
export function recover(store: CloudStore, files: SandboxFiles, now: number): void {
  const lastSeen = Math.min(store.heartbeat() ?? 0, now)
  for (const row of store.alive()) {
    store.end(row.id, Math.min(Math.max(row.createdAt, lastSeen), row.endBy), 'preempted')
    store.setGoneAt(row.id, staysListedUntil(row, now))
  }
  store.forgetGone(now)
  for (const folder of [files.instances, files.memory])
    if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}
