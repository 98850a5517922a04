import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync } from 'node:fs'
import { BurstError } from '../../common/errors.ts'
import type { Home } from './home.ts'

/**
 * Makes the home folder, for this user alone.
 *
 * A folder that was there and is not ours keeps its mode: somebody may have named one that others need. BurstError
 * `home-not-writable` where it cannot be made or written.
 */
export function prepareHome(home: Home): void {
  try {
    const made = mkdirSync(home.root, { recursive: true, mode: 0o700 })
    accessSync(home.root, constants.W_OK | constants.X_OK)
    if (made === undefined && isOurs(home)) chmodSync(home.root, 0o700)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    const message = `The home folder ${home.root} cannot be used: ${reason}`
    const remedy = 'Name a folder that you may write to with --home, or in BURST_HOME.'
    throw new BurstError('failed', [{ code: 'home-not-writable', message, remedy, file: home.root }], { cause })
  }
}

function isOurs(home: Home): boolean {
  return existsSync(home.database) || readdirSync(home.root).length === 0
}
