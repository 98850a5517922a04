import { appendFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { connectSsh } from '../remote/connect.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { startSshServer, type TestSshServer } from '../remote/testing/ssh-server.ts'
import { attachWorker, type AttachOptions, type PlacedLine } from './follow.ts'
import { installWorker } from './install.ts'

const SOURCE = readFileSync(fileURLToPath(new URL('../../../resources/worker/worker.py', import.meta.url)))
const never = new AbortController().signal

let server: TestSshServer
let connection: RemoteConnection
const journal = () => path.join(server.folder, 'burst/lane/journal.jsonl')
const inbox = () => path.join(server.folder, 'burst/lane/inbox.jsonl')

beforeEach(async () => {
  server = await startSshServer()
  connection = await connectSsh(server.spec, never)
  await installWorker(connection, SOURCE, never)
})
afterEach(async () => {
  connection.close()
  await server.stop()
})

const released = (item: number) => `${JSON.stringify({ type: 'released', at: 1, item })}\n`

async function follow(options: Partial<AttachOptions> = {}) {
  const lines: PlacedLine[] = []
  const worker = await attachWorker({
    connection,
    dir: 'burst/lane',
    fromOffset: 0,
    signal: never,
    onLines: more => lines.push(...more),
    ...options,
  })
  return { worker, lines, seen: (count: number) => vi.waitFor(() => expect(lines).toHaveLength(count), 10_000) }
}

test('installs the worker once, and again when it is another one', async () => {
  const file = path.join(server.folder, 'burst/worker.py')
  expect(readFileSync(file)).toEqual(SOURCE)
  const { ino } = statSync(file)
  await installWorker(connection, SOURCE, never)
  expect(statSync(file).ino).toBe(ino)
  await installWorker(connection, Buffer.from('print(1)\n'), never)
  expect(readFileSync(file, 'utf8')).toBe('print(1)\n')
})

test('follows the real worker from the byte it had come to, and takes it commands', async () => {
  mkdirSync(path.dirname(journal()), { recursive: true })
  writeFileSync(journal(), released(1) + released(2))
  const { worker, lines, seen } = await follow({ fromOffset: released(1).length })
  await seen(1)
  appendFileSync(journal(), '{"type":"released","at":1,')
  worker.send({ command: 'acknowledge', items: [2] })
  await vi.waitFor(() => expect(existsSync(inbox()) && readFileSync(inbox(), 'utf8')).toContain('acknowledge'), 10_000)
  expect(lines.map(({ line }) => line)).toEqual([{ type: 'released', at: 1, item: 2 }])
  appendFileSync(journal(), '"item":3}\n')
  await seen(2)
  expect(lines.at(-1)?.endOffset).toBe(statSync(journal()).size)
})

test('passes over what it does not know, reports what is wrong, and counts the bytes of both', async () => {
  const bad: string[] = []
  const text = `{"type":"invented","at":1}\nnot json\n{"type":"released","at":1,"item":-4}\n{"x":"${'y'.repeat(1_100_000)}"}\n`
  writeFileSync(journal(), text + released(5))
  const { lines, seen } = await follow({ onBadLine: problem => bad.push(problem) })
  await seen(1)
  expect(lines[0]).toEqual({
    line: { type: 'released', at: 1, item: 5 },
    endOffset: text.length + released(5).length,
  })
  expect(bad).toHaveLength(2)
})

test('ends by what the reader threw, by a lost line, and by a worker that cannot run', async () => {
  writeFileSync(journal(), released(1))
  const refusing = await follow({
    onLines: () => {
      throw new Error('the disk is full')
    },
  })
  await expect(refusing.worker.ended).rejects.toThrow('the disk is full')
  writeFileSync(path.join(server.folder, 'burst/worker.py'), 'raise SystemExit("no such thing")\n')
  const failing = await follow()
  await expect(failing.worker.ended).rejects.toMatchObject({ code: 'remote-failed' })
  await expect(failing.worker.ended).rejects.toThrow('no such thing')
  await installWorker(connection, SOURCE, never)
  const { worker, seen } = await follow()
  await seen(1)
  server.drop()
  await expect(worker.ended).rejects.toMatchObject({ code: 'lost' })
})
