import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { connectSsh } from '../../main/core/remote/connect.ts'
import { systemClock } from '../../main/core/clock.ts'
import { createCollector } from '../../main/core/transfer/collector.ts'
import { createHomeFiles } from '../../main/core/transfer/home-files.ts'
import { NO_LIMIT } from '../../main/core/transfer/line-limit.ts'

/**
 * One run of Burst's own transfer, in a process of its own, over one connection. Pictures come home as in a burst: hashed,
 * compared, forced to the disk and named. The hashes are those of an instance's journal, so they are worked out before.
 */
const [mode = '', spec = '', from = '', to = ''] = process.argv.slice(2)
/** As the pool has channels. */
const SENT_AT_ONCE = 8
const never = new AbortController().signal
const names = mode === 'down' ? [] : await readdir(from)

if (mode === 'hash') process.stdout.write(JSON.stringify(await Promise.all(names.map(journaled))))
else {
  const connection = await connectSsh(JSON.parse(spec), never)
  if (mode === 'up') {
    const next = names.values()
    const send = async () => {
      for (const name of next) await connection.putFile(path.join(to, name), chunksOf(path.join(from, name)), never)
    }
    await Promise.all(Array.from({ length: SENT_AT_ONCE }, send))
  } else {
    const collector = createCollector({
      connection,
      folder: to,
      files: createHomeFiles(),
      line: NO_LIMIT,
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
