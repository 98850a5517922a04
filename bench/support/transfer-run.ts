import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { connectSsh } from '../../main/core/remote/connect.ts'
import type { RemoteConnection } from '../../main/core/remote/remote.ts'
import { createHomeFiles } from '../../main/core/transfer/home-files.ts'

/** One run of Burst's own transfer, in a process of its own: files of one folder into another, over one connection. */
const [direction = '', spec = '', from = '', to = '', count = '0'] = process.argv.slice(2)
/** As many at once as a burst fetches. */
const AT_ONCE = 8
const never = new AbortController().signal
const connection = await connectSsh(JSON.parse(spec), never)
const names = direction === 'down' ? named(Number(count)) : await readdir(from)
const next = names.values()
const files = createHomeFiles()
await Promise.all(Array.from({ length: AT_ONCE }, () => work(connection)))
connection.close()

async function work(line: RemoteConnection): Promise<void> {
  for (const name of next) await (direction === 'down' ? fetchFile(line, name) : sendFile(line, name))
}

async function fetchFile(line: RemoteConnection, name: string): Promise<void> {
  const { size } = await stat(path.join(from, name))
  const part = await files.openPart(to, name, 0)
  await line.readFile(path.join(from, name), { maxBytes: size, onChunk: chunk => part.write(chunk), signal: never })
  await part.finish()
  await files.rename(to, part, name)
}

async function sendFile(line: RemoteConnection, name: string): Promise<void> {
  const stream = createReadStream(path.join(from, name), { highWaterMark: 255 * 1024 }) as AsyncIterable<Buffer>
  await line.putFile(path.join(to, name), stream, never)
}

function named(howMany: number): string[] {
  return Array.from({ length: howMany }, (_, index) => `${String(index).padStart(5, '0')}.png`)
}
