import { connect, createServer, type Socket } from 'node:net'
import { once } from 'node:events'
import { listenOnLoopback } from './loopback.ts'

/** A line to a server that can be cut after so many bytes in one direction, or made to stall. */
export type CuttingProxy = {
  readonly port: number
  /** The next connection lives until so many bytes went up or came down; null: for ever. */
  next(limit: { up?: number; down?: number; by: 'cut' | 'stall' } | null): void
  /** Bytes that went up and came down over all connections. */
  readonly passed: { up: number; down: number }
  stop(): Promise<void>
}

export async function startCuttingProxy(to: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const passed = { up: 0, down: 0 }
  let limit: Parameters<CuttingProxy['next']>[0] = null

  const server = createServer({ noDelay: true }, inner => {
    const outer = connect({ port: to, host: '127.0.0.1', noDelay: true })
    const mine = limit
    limit = null
    const seen = { up: 0, down: 0 }
    const end = () => {
      inner.destroy()
      outer.destroy()
    }
    const pass = (way: 'up' | 'down', from: Socket, into: Socket) =>
      from.on('data', (chunk: Buffer) => {
        const left = (mine?.[way] ?? Infinity) - seen[way]
        const part = chunk.subarray(0, Math.max(0, left))
        seen[way] += part.length
        passed[way] += part.length
        if (!into.write(part)) {
          from.pause()
          into.once('drain', () => from.resume())
        }
        if (part.length === chunk.length) return
        if (mine?.by === 'cut') end()
      })
    for (const socket of [inner, outer]) {
      sockets.add(socket)
      socket.on('error', end)
      socket.on('close', () => {
        sockets.delete(socket)
        end()
      })
    }
    pass('up', inner, outer)
    pass('down', outer, inner)
  })
  const port = await listenOnLoopback(server)
  return {
    port,
    passed,
    next: wanted => void (limit = wanted),
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
