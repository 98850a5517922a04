import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { z } from 'zod'
import { RemoteError, type RemoteConnection } from '../../remote/remote.ts'
import { Hello, MAX_HELLO_BYTES, type Ask, type Ended } from './wire.ts'

/** What ssh itself ends with when it is the trouble. */
const NO_CONNECTION = 255

export type ShellOptions = {
  readonly connection: Pick<RemoteConnection, 'stream'>
  /** Called with each piece before it goes on, in its direction; rejects to end everything. */
  readonly pass: (way: 'up' | 'down', bytes: number) => Promise<void>
  readonly signal: AbortSignal
}

/** A socket for one run of rsync. */
export type ShellSocket = {
  readonly address: string
  /** Why the connection's side ended it; null where that was rsync's own doing. */
  readonly fault: () => Error | null
  close(): Promise<void>
}

/**
 * Listens for rsync's remote shell in a folder that only this user can enter: whoever gets in can run rsync over there.
 *
 * Nothing but rsync's own other half is run, whatever is asked for.
 */
export async function openShellSocket({ connection, pass, signal }: ShellOptions): Promise<ShellSocket> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'burst-rsync-'))
  const address = path.join(folder, 's')
  const sockets = new Set<Socket>()
  const ends = new Map<string, PromiseWithResolvers<z.infer<typeof Ended>>>()
  let fault: Error | null = null

  function endOf(id: string): PromiseWithResolvers<z.infer<typeof Ended>> {
    const known = ends.get(id) ?? Promise.withResolvers<z.infer<typeof Ended>>()
    ends.set(id, known)
    return known
  }

  async function serve(socket: Socket): Promise<void> {
    const hello = Hello.parse(JSON.parse(await readHello(socket)))
    if ('follow' in hello) {
      const ended = await endOf(hello.follow).promise
      socket.end(`${JSON.stringify(ended)}\n`)
    } else await carry(socket, hello)
  }

  async function carry(socket: Socket, { id, command }: z.infer<typeof Ask>): Promise<void> {
    try {
      if (command[0] !== 'rsync' || command[1] !== '--server') throw new Error('only rsync is run here')
      const remote = await connection.stream(command, signal)
      const noteFault = (error: unknown) => {
        if (error instanceof RemoteError) fault ??= error
      }
      const up = pipeline(socket, passing('up', pass), remote.bytes, { signal }).catch(noteFault)
      const down = pipeline(remote.bytes, passing('down', pass), socket, { signal }).catch(noteFault)
      const { code, stderr } = await remote.exited
      // The input may stay open: rsync waits for its shell, and that for us.
      await down
      void up
      endOf(id).resolve({ code: code ?? NO_CONNECTION, stderr })
    } catch (error) {
      fault ??= error instanceof Error ? error : new Error(String(error))
      endOf(id).resolve({ code: NO_CONNECTION, stderr: fault.message })
      socket.destroy()
    }
  }

  const server = createServer({ allowHalfOpen: true }, socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => undefined)
    serve(socket).catch(() => socket.destroy())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(address, resolve))
  return {
    address,
    fault: () => fault,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>(resolve => server.close(() => resolve()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The first line; what follows it stays in the socket. */
async function readHello(socket: Socket): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  let head = Buffer.alloc(0)
  const onReadable = () => {
    for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
      head = Buffer.concat([head, chunk])
      const end = head.indexOf(0x0a)
      if (end < 0 && head.length <= MAX_HELLO_BYTES) continue
      socket.off('readable', onReadable)
      if (end < 0) return reject(new Error('no hello'))
      if (head.length > end + 1) socket.unshift(head.subarray(end + 1))
      return resolve(head.subarray(0, end).toString('utf8'))
    }
  }
  socket.on('readable', onReadable)
  socket.once('close', () => reject(new Error('the shell left')))
  return await promise
}

/** Each piece goes on when it may. */
function passing(way: 'up' | 'down', pass: ShellOptions['pass']) {
  return async function* (source: AsyncIterable<Buffer>) {
    for await (const chunk of source) {
      await pass(way, chunk.length)
      yield chunk
    }
  }
}
