import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { connectSsh } from '../../main/core/remote/connect.ts'
import { systemClock } from '../../main/core/clock.ts'
import { createCollector } from '../../main/core/transfer/collector.ts'
import { createHomeFiles } from '../../main/core/transfer/home-files.ts'
import { findRsync } from '../../main/core/transfer/rsync/run-rsync.ts'
import { NO_LIMIT } from '../../main/core/transfer/line-limit.ts'

/**
 * One run of Burst's own transfer, in a process of its own, over one connection. Pictures come home as in a burst: hashed,
 * compared, forced to the disk and named. The hashes are those of an instance's journal, so they are worked out before.
 */
const [mode = '', spec = '', from = '', to = ''] = process.argv.slice(2)
/** As many as keep every channel busy. */
const SENT_AT_ONCE = 8
/** A file of this size is worth several channels by itself. */
const LARGE_BYTES = 64_000_000
const never = new AbortController().signal
const names = mode === 'down' ? [] : await readdir(from)

if (mode === 'hash') process.stdout.write(JSON.stringify(await Promise.all(names.map(journaled))))
else {
  const connection = await connectSsh(JSON.parse(spec), never)
  const rsync = process.env['BENCH_ENGINE'] === 'rsync' ? await findRsync(connection, never) : null
  const line = NO_LIMIT
  const sendOne = async (file: string, remote: string) => {
    const { size } = await stat(file)
    if (rsync) return await rsync.send(file, remote, { bytes: size, line, onMoved: () => undefined, signal: never })
    if (size < LARGE_BYTES) return await connection.putFile(remote, chunksOf(file), never)
    const handle = await open(file)
    const read = async (position: number, length: number) => {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length, position)
      return buffer.subarray(0, bytesRead)
    }
    await connection.sendFile(remote, { from: 0, bytes: size, read, onArrived: () => undefined }, never)
    await handle.close()
  }
  if (mode === 'up') {
    const next = names.values()
    const send = async () => {
      for (const name of next) await sendOne(path.join(from, name), path.join(to, name))
    }
    await Promise.all(Array.from({ length: SENT_AT_ONCE }, send))
  } else {
    const collector = createCollector({
      connection,
      folder: to,
      files: createHomeFiles(),
      line,
      rsync,
      ...(rsync ? { atOnce: 5 } : {}),
      clock: systemClock,
      signal: never,
      onCollected: () => undefined,
      onMismatch: (item, { code }) => fail(`${item}: ${code}`),
      onDiskFull: fail,
      onDiskOk: () => undefined,
      onFailed: fail,
    })
    const journal = JSON.parse(process.env['BENCH_JOURNAL'] ?? '[]') as Awaited<ReturnType<typeof journaled>>[]
    for (const [item, picture] of journal.entries()) collector.add({ item, ...picture })
    await collector.settled()
  }
  connection.close()
  const { user, system } = process.cpuUsage()
  // Seconds of the processor, of this process alone.
  process.stdout.write(String((user + system) / 1e6))
}

async function journaled(fileName: string) {
  const file = path.join(from, fileName)
  const hash = createHash('sha256')
  for await (const chunk of chunksOf(file)) hash.update(chunk)
  return { fileName, remotePath: file, bytes: (await stat(file)).size, sha256: hash.digest('hex') }
}

function chunksOf(file: string): AsyncIterable<Buffer> {
  return createReadStream(file, { highWaterMark: 255 * 1024 }) as AsyncIterable<Buffer>
}

function fail(reason: unknown): never {
  throw reason instanceof Error ? reason : new Error(String(reason))
}
