import { chmodSync, lstatSync, rmSync } from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import Database from 'better-sqlite3'
import { BurstError } from '../../../common/errors.ts'
import { prepareSocketFolder, socketAddress } from './socket-address.ts'

/** Whether this process is now the one behind the socket; then `server` listens and is the caller's to close. */
export type Claim = { owned: true; server: net.Server } | { owned: false }

const LOCK_DEADLINE_MS = 15_000
const LOCK_RETRY_MS = 10

/**
 * Becomes the one process that listens at `file`, or finds that another one does.
 *
 * The system frees the socket when its owner dies, however it dies; only its file may stay. Who replaces such a file
 * first locks a small SQLite file beside it, which the system frees at death too: so among many claimants exactly one
 * wins, and none removes the socket of a living owner. Attach to `server` at once, before anything else is awaited:
 * a connection that finds no listener is lost.
 */
export async function claimSocket(file: string): Promise<Claim> {
  if (os.platform() === 'win32') return await listen(socketAddress(file))
  prepareSocketFolder(file)
  if (await socketAnswers(file)) return { owned: false }
  const address = socketAddress(file)
  const release = await lock(`${address}.lock`)
  try {
    // Somebody may have won while we waited. Without the lock, a socket that is bound but not yet listening looks dead.
    if (await socketAnswers(file)) return { owned: false }
    removeDeadSocket(address)
    const claim = await listen(address)
    if (claim.owned) chmodSync(address, 0o600)
    return claim
  } finally {
    release()
  }
}

/** A connection is reset where its listener died before it took it. */
const NOBODY: ReadonlySet<unknown> = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ECONNRESET'])

/** Whether somebody listens at `file`. A listener too busy to take the connection counts. */
export async function socketAnswers(file: string): Promise<boolean> {
  return await new Promise<boolean>((resolve, reject) => {
    const socket = net.connect(socketAddress(file))
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', error => {
      const code = codeOf(error)
      if (NOBODY.has(code)) resolve(false)
      else if (code === 'EAGAIN' || code === 'EBUSY') resolve(true)
      else reject(error)
    })
  })
}

async function listen(address: string): Promise<Claim> {
  const server = net.createServer()
  return await new Promise<Claim>((resolve, reject) => {
    server.once('error', error => (codeOf(error) === 'EADDRINUSE' ? resolve({ owned: false }) : reject(error)))
    server.listen(address, () => resolve({ owned: true, server }))
  })
}

function removeDeadSocket(address: string): void {
  const found = lstatSync(address, { throwIfNoEntry: false })
  if (found === undefined) return
  if (!found.isSocket())
    throw new BurstError('failed', [
      {
        code: 'socket-path-taken',
        message: `${address} is in the way: it is not a socket`,
        remedy: 'Move that file away, or choose another home.',
        file: address,
      },
    ])
  rmSync(address, { force: true })
}

/** Takes the exclusive lock; waits without blocking, because a rival may live in this very process. */
async function lock(file: string): Promise<() => void> {
  const db = new Database(file, { timeout: 0 })
  const deadline = performance.now() + LOCK_DEADLINE_MS
  for (;;) {
    try {
      db.exec('BEGIN EXCLUSIVE')
      return () => db.close()
    } catch (error) {
      if (codeOf(error) === 'SQLITE_BUSY' && performance.now() < deadline) {
        await delay(LOCK_RETRY_MS)
        continue
      }
      db.close()
      throw error
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
