import http from 'node:http'
import type net from 'node:net'
import { contractRoutes, type Service } from './routes.ts'
import type { Log } from '../log.ts'

export type EngineServer = {
  /**
   * Ends streams and answers what was asked. The socket stays claimed, and whoever asks is told to ask again, until
   * `close`: no other engine may begin while this one still writes.
   */
  leave(): Promise<void>
  /** Gives the socket up. */
  close(): Promise<void>
}

/** How long calls may take to be answered after the engine was told to leave, ms. */
const LEAVE_MS = 10_000
/** How long the last answers may take to reach those who read them, ms. */
const FLUSH_MS = 1000

/** Serves the contract on a socket that was just claimed. Takes connections at once; they wait for the service. */
export function serveContract(socket: net.Server, service: Promise<Service>, log: Log): EngineServer {
  // Whoever can open the socket file is its owner: it lies in an owner-only place.
  const routes = contractRoutes({ service, authorize: () => undefined, log })
  const server = http.createServer(routes.listener)
  const connections = new Set<net.Socket>()
  // It does not listen itself: connections are handed to it.
  socket.on('connection', connection => {
    connections.add(connection)
    connection.once('close', () => connections.delete(connection))
    server.emit('connection', connection)
  })
  return {
    async leave() {
      const { promise: late, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, LEAVE_MS)
      await Promise.race([routes.leave(), late])
      clearTimeout(timer)
    },
    async close() {
      const closed = new Promise<void>(resolve => socket.close(() => resolve()))
      for (const connection of connections) connection.destroySoon()
      const timer = setTimeout(() => connections.forEach(connection => connection.destroy()), FLUSH_MS)
      await closed
      clearTimeout(timer)
    },
  }
}
