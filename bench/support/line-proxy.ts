import net from 'node:net'
import process from 'node:process'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * A line between a client and a port of this computer, as a process of its own: `node line-proxy.ts PORT BYTES_PER_SECOND
 * DELAY_MS`. 0 bytes a second is no limit; the delay is that of one direction. Prints the port it listens on.
 */
const [target = 0, bytesPerSecond = 0, delayMs = 0] = process.argv.slice(2).map(Number)

/** A timer that fires late must not slow the line: up to this much lost time is made up for, ms. */
const CATCH_UP_MS = 10
/** What is on its way at most, in each direction of each connection: more than any line here holds. */
const IN_FLIGHT_BYTES = 64 * 1024 * 1024

class Direction {
  #free = performance.now()

  /** When a chunk that comes now has left, ms. */
  leavesAt(bytes: number): number {
    if (bytesPerSecond === 0) return performance.now()
    this.#free = Math.max(this.#free, performance.now() - CATCH_UP_MS) + (bytes / bytesPerSecond) * 1000
    return this.#free
  }
}

const up = new Direction()
const down = new Direction()

const server = net.createServer({ noDelay: true }, client => {
  const far = net.connect({ host: '127.0.0.1', port: target, noDelay: true })
  carry(client, far, up)
  carry(far, client, down)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.stdout.write(`${address.port}\n`)
})

function carry(from: net.Socket, to: net.Socket, direction: Direction): void {
  const queue: { chunk: Buffer; at: number }[] = []
  let held = 0
  let isOver = false
  let wake = () => {}
  from.on('data', (chunk: Buffer) => {
    queue.push({ chunk, at: direction.leavesAt(chunk.length) + delayMs })
    held += chunk.length
    if (held > IN_FLIGHT_BYTES) from.pause()
    wake()
  })
  from.on('end', () => {
    isOver = true
    wake()
  })
  from.on('error', () => to.destroy())
  void send().catch(() => to.destroy())

  async function send(): Promise<void> {
    for (;;) {
      const next = queue.shift()
      if (next === undefined) {
        if (isOver) return void to.end()
        await new Promise<void>(resolve => (wake = resolve))
        continue
      }
      const wait = next.at - performance.now()
      // Timers are whole milliseconds: shorter waits add up until they are worth one.
      if (wait >= 2) await delay(wait)
      held -= next.chunk.length
      if (from.isPaused() && held < IN_FLIGHT_BYTES / 2) from.resume()
      if (!to.write(next.chunk)) await new Promise(resolve => to.once('drain', resolve))
    }
  }
}
