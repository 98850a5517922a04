import net from 'node:net'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connect } from '../../main/core/remote/remote.ts'

/** Reaches instances over a line of so many bytes a second in each direction, shared by all connections. */
export function overLine(connect: Connect, bytesPerSecond: number): Connect {
  const down = createLine(bytesPerSecond)
  const up = createLine(bytesPerSecond)
  return async (spec, signal) => {
    const server = net.createServer({ noDelay: true }, client => {
      const instance = net.connect({ host: spec.host, port: spec.port, noDelay: true })
      carry(client, instance, up)
      carry(instance, client, down)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    try {
      const connection = await connect({ ...spec, host: '127.0.0.1', port }, signal)
      void connection.closed.then(() => server.close())
      return connection
    } catch (error) {
      server.close()
      throw error
    }
  }
}

type Line = { pass(bytes: number): Promise<void> }

/** A timer that fires late must not slow the line: up to this much lost time is made up for, real ms. */
const CATCH_UP_MS = 10

/** Each chunk leaves when those before it have left: what a link with a queue does. */
function createLine(bytesPerSecond: number): Line {
  let free = performance.now()
  return {
    async pass(bytes) {
      free = Math.max(free, performance.now() - CATCH_UP_MS) + (bytes / bytesPerSecond) * 1000
      const wait = free - performance.now()
      // Timers are whole milliseconds: shorter waits add up until they are worth one.
      if (wait >= 2) await delay(wait)
    },
  }
}

function carry(from: net.Socket, to: net.Socket, line: Line): void {
  void (async () => {
    for await (const chunk of from as AsyncIterable<Buffer>) {
      await line.pass(chunk.length)
      if (!to.write(chunk)) await new Promise(resolve => to.once('drain', resolve))
    }
    to.end()
  })().catch(() => to.destroy())
  from.on('error', () => to.destroy())
}
