import { existsSync } from 'node:fs'
import type { Server, Socket } from 'node:net'
import { claimSocket } from '../../../engine/claim-socket.ts'
import { makeSandboxFolder, sandboxAt } from '../files.ts'
import { openCloud } from './cloud.ts'
import { createDaemonClock } from './daemon-clock.ts'
import type { Desk } from './routes.ts'
import { createApiServer } from './server.ts'
import { openCloudStore } from './store.ts'
import { readOrMakeToken } from './token.ts'

export type DaemonOptions = {
  readonly folder: string
  /** As the settings ask; null: as the clock stands. */
  readonly speed: number | null
  /** Program and arguments of a machine's process. */
  readonly machineCommand: readonly string[]
  readonly python: string
  /** The daemon leaves when no machine ran and nobody asked for so long, real ms. */
  readonly idleMs: number
  readonly log: (text: string) => void
}

const SETTLE_EVERY_MS = 100
const LAST_ANSWERS_MS = 1000

/**
 * Runs the practice cloud of a folder until it is told to leave or is not needed any more.
 *
 * Resolves at once where another process already does. However this process ends, its machines die with it, and the
 * next daemon reports them as preempted.
 */
export async function runDaemon(options: DaemonOptions): Promise<void> {
  const files = sandboxAt(options.folder)
  makeSandboxFolder(files)
  // Before anybody can connect: a client that got through finds the token it needs.
  const token = readOrMakeToken(files.token)
  const claim = await claimSocket(files.socket)
  if (!claim.owned) return
  const opened = Promise.withResolvers<Desk>()
  const server = createApiServer({ desk: opened.promise, token, log: options.log })
  let lastAskedMs = performance.now()
  const connections = new Set<Socket>()
  claim.server.on('connection', socket => {
    lastAskedMs = performance.now()
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
    server.emit('connection', socket)
  })
  const clock = createDaemonClock(files.clock, options.speed)
  if (options.speed !== null) clock.configure(options.speed)
  const store = openCloudStore(files.database)
  const { machineCommand, python, log } = options
  const cloud = openCloud({ files, store, clock, machineCommand, python, log })
  const leave = Promise.withResolvers<void>()
  opened.resolve({ cloud, shutdown: leave.resolve })
  const settling = setInterval(() => {
    // The folder was thrown away: so are the machines, and nobody can reach us.
    if (!existsSync(files.token)) return leave.resolve()
    cloud.settle()
    if (cloud.hasMachines()) lastAskedMs = performance.now()
    if (performance.now() - lastAskedMs > options.idleMs) leave.resolve()
  }, SETTLE_EVERY_MS)
  await leave.promise
  clearInterval(settling)
  await closeDoor(claim.server, connections)
  await cloud.stop()
  store.close()
}

/** Nobody new gets in; who is in still gets an answer, unless it takes too long to ask. */
async function closeDoor(server: Server, connections: ReadonlySet<Socket>): Promise<void> {
  const impatience = setTimeout(() => connections.forEach(socket => socket.destroy()), LAST_ANSWERS_MS)
  await new Promise<void>(resolve => server.close(() => resolve()))
  clearTimeout(impatience)
}
