import { createHash, randomBytes } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Clock } from '../clock.ts'
import { connectSsh } from '../remote/connect.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { startSshServer, type TestSshServer } from '../remote/testing/ssh-server.ts'
import type { Collectable } from './bring-home.ts'
import { createCollector, type CollectorOptions } from './collector.ts'
import { orDiskFull } from './disk-full.ts'
import { createHomeFiles, type HomeFiles } from './home-files.ts'
import { NO_LIMIT } from './line-limit.ts'

const never = new AbortController().signal
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex')

let server: TestSshServer
let connection: RemoteConnection
let folder: string
let said: string[]

beforeEach(async () => {
  server = await startSshServer()
  connection = await connectSsh(server.spec, never)
  folder = mkdtempSync(path.join(tmpdir(), 'burst-collect-'))
  said = []
})
afterEach(async () => {
  connection.close()
  await server.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Lies on the instance and in its journal. */
function made(item: number, content: Buffer, fileName = `${item}.png`): Collectable {
  const remotePath = `comfyui/output/${item}.png`
  writeFileSync(path.join(server.folder, remotePath), content)
  return { item, remotePath, bytes: content.length, sha256: sha256(content), fileName }
}

/** A clock on which waiting takes no time, and says that it was asked. */
const clock: Clock = {
  now: () => 0,
  sleep: async () => {
    said.push('sleep')
    await Promise.resolve()
  },
}

function collector(options: Partial<CollectorOptions> = {}) {
  return createCollector({
    connection,
    folder,
    files: createHomeFiles(),
    line: NO_LIMIT,
    clock,
    signal: never,
    onCollected: (item, { adopted }) => said.push(`${adopted ? 'adopted' : 'collected'} ${item}`),
    onMismatch: (item, { code }) => said.push(`${code} ${item}`),
    onDiskFull: () => said.push('disk full'),
    onDiskOk: () => said.push('disk ok'),
    onFailed: error => said.push(`failed ${error instanceof Error ? error.message : ''}`),
    ...options,
  })
}

/** Real files, with each step told before it is taken. */
function told(step: (name: string, fileName: string) => void): HomeFiles {
  const files = createHomeFiles()
  return {
    ...files,
    openPart: (inFolder, name, keep) => (step('open', name), files.openPart(inFolder, name, keep)),
    rename: (inFolder, part, name) => (step('rename', name), files.rename(inFolder, part, name)),
    syncFolder: inFolder => (step('sync', ''), files.syncFolder(inFolder)),
  }
}

test('brings pictures home whole, whatever their size and name', async () => {
  const pictures = [randomBytes(20_000_000), Buffer.alloc(0), randomBytes(255 * 1024), randomBytes(1)]
  const collecting = collector()
  pictures.forEach((content, item) => collecting.add(made(item, content, `狐 ü ${item}.png`)))
  await collecting.settled()
  expect(said.toSorted()).toEqual([0, 1, 2, 3].map(item => `collected ${item}`))
  pictures.forEach((content, item) =>
    expect(sha256(readFileSync(path.join(folder, `狐 ü ${item}.png`)))).toBe(sha256(content)),
  )
  expect(readdirSync(folder)).toHaveLength(4)
})

test('200 pictures, oldest first and four at a time', async () => {
  let open = 0
  let most = 0
  const begun: number[] = []
  const counting: RemoteConnection['readFile'] = async (file, options) => {
    begun.push(Number(path.basename(file, '.png')))
    most = Math.max(most, ++open)
    try {
      return await connection.readFile(file, options)
    } finally {
      open -= 1
    }
  }
  const collecting = collector({ connection: { readFile: counting }, atOnce: 4 })
  for (let item = 0; item < 200; item += 1) collecting.add(made(item, randomBytes(2000)))
  await collecting.settled()
  expect(said).toHaveLength(200)
  expect(most).toBe(4)
  const strays = begun.filter((item, at) => Math.abs(item - at) > 4)
  expect(strays).toEqual([])
})

test('asks for no more than the line carries in two seconds, and for many at once where that is much', async () => {
  const MEGABYTE = 1_000_000
  async function most(bytesPerSecond: number): Promise<number> {
    let at = 0
    let open = 0
    let seen = 0
    const readFile: RemoteConnection['readFile'] = async (_, { onChunk }) => {
      seen = Math.max(seen, ++open)
      await new Promise(resolve => setTimeout(resolve, 25))
      at += (MEGABYTE / bytesPerSecond) * 1000
      await onChunk(Buffer.alloc(MEGABYTE))
      open -= 1
      return { bytes: MEGABYTE }
    }
    const collecting = collector({ connection: { readFile }, now: () => at })
    const empty = sha256(Buffer.alloc(MEGABYTE))
    for (let item = 0; item < 60; item += 1)
      collecting.add({
        item,
        remotePath: 'x',
        bytes: MEGABYTE,
        sha256: empty,
        fileName: `${bytesPerSecond}-${item}.png`,
      })
    await collecting.settled()
    return seen
  }
  expect(await most(0.5 * MEGABYTE)).toBeLessThan(6)
  const middling = await most(5 * MEGABYTE)
  expect(middling).toBeGreaterThan(6)
  expect(middling).toBeLessThan(15)
  expect(await most(10_000 * MEGABYTE)).toBe(16)
})

test('a picture is told only after part file, name and folder, in this order', async () => {
  const collecting = collector({ files: told((step, name) => said.push(`${step} ${name}`.trim())) })
  collecting.add(made(1, randomBytes(10)))
  await collecting.settled()
  expect(said).toEqual(['open 1.png', 'rename 1.png', 'sync', 'collected 1'])
})

test.each(['open', 'rename', 'sync'])('after an end at %s the next process carries on', async point => {
  const picture = made(1, randomBytes(10_000))
  const dying = collector({
    files: told(step => {
      if (step === point) throw new Error('the process ended')
    }),
  })
  dying.add(picture)
  await dying.settled()
  expect(said).toEqual(['failed the process ended'])
  writeFileSync(path.join(folder, '.1.png.part'), 'left by the dead')
  said = []
  const next = collector()
  next.add(picture)
  await next.settled()
  expect(said).toEqual([point === 'sync' ? 'adopted 1' : 'collected 1'])
  expect(sha256(readFileSync(path.join(folder, '1.png')))).toBe(picture.sha256)
})

test('a local file of the right size and another content is fetched again', async () => {
  const picture = made(1, Buffer.from('right'))
  writeFileSync(path.join(folder, '1.png'), 'wrong')
  const collecting = collector()
  collecting.add(picture)
  await collecting.settled()
  expect(said).toEqual(['collected 1'])
  expect(readFileSync(path.join(folder, '1.png'), 'utf8')).toBe('right')
})

test('what does not arrive as journaled is asked for three times, then given back; what is missing at once', async () => {
  const reads: string[] = []
  server.behaviour.onRead = (file, position) => {
    if (position === 0) reads.push(path.basename(file))
    return file.endsWith('3.png') ? 'endless' : 'serve'
  }
  const collecting = collector({ atOnce: 1 })
  collecting.add({ ...made(1, randomBytes(10)), sha256: 'f'.repeat(64) })
  collecting.add({ ...made(2, randomBytes(10)), bytes: 11 })
  collecting.add(made(3, randomBytes(10)))
  collecting.add({ ...made(4, randomBytes(10)), remotePath: 'comfyui/output/none.png' })
  collecting.add(made(5, randomBytes(10)))
  await collecting.settled()
  expect(said).toEqual(['hash-mismatch 1', 'hash-mismatch 2', 'too-large 3', 'missing-file 4', 'collected 5'])
  const thrice = [1, 2, 3].flatMap(item => Array.from({ length: 3 }, () => `${item}.png`))
  expect(reads).toEqual([...thrice, '5.png'])
  expect(readdirSync(folder)).toEqual(['5.png'])
})

test('a picture that is damaged on the way once only is collected', async () => {
  let damaged = false
  const damaging: RemoteConnection['readFile'] = (file, options) =>
    connection.readFile(file, {
      ...options,
      onChunk: chunk => {
        if (!damaged) chunk.writeUInt8(chunk.readUInt8(0) ^ 1, 0)
        damaged = true
        return options.onChunk(chunk)
      },
    })
  const collecting = collector({ connection: { readFile: damaging } })
  collecting.add(made(1, randomBytes(10)))
  await collecting.settled()
  expect(said).toEqual(['collected 1'])
})

test.each(['../out.png', 'a/b.png', '/etc/x', '.hidden', 'con.png', 'a\0b', '', 'x'.repeat(300)])(
  'writes nothing under the name %j',
  async fileName => {
    mkdirSync(path.join(folder, 'in'))
    const collecting = collector({ folder: path.join(folder, 'in') })
    collecting.add(made(1, randomBytes(10), fileName))
    await collecting.settled()
    expect(said).toHaveLength(1)
    expect(said[0]).toMatch(/^failed not a plain file name/)
    expect(readdirSync(folder, { recursive: true })).toEqual(['in'])
  },
)

test('waits for space once for all, tries alone, and goes on in order', async () => {
  let refusals = 6
  const full = () => {
    if (refusals === 0) return
    refusals -= 1
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
  const collecting = collector({ files: fullAtTimes(full) })
  for (let item = 0; item < 6; item += 1) collecting.add(made(item, randomBytes(100)))
  await collecting.settled()
  expect(said.filter(word => word.startsWith('disk'))).toEqual(['disk full', 'disk ok'])
  expect(said.filter(word => word === 'sleep').length).toBeGreaterThan(0)
  expect(said.filter(word => word.startsWith('collected')).toSorted()).toEqual(
    [0, 1, 2, 3, 4, 5].map(item => `collected ${item}`),
  )
  expect(readdirSync(folder).toSorted()).toEqual([0, 1, 2, 3, 4, 5].map(item => `${item}.png`))
})

function fullAtTimes(full: () => void): HomeFiles {
  const files = createHomeFiles()
  return {
    ...files,
    async openPart(inFolder, name, keep) {
      const part = await files.openPart(inFolder, name, keep)
      const write: typeof part.write = async chunk => {
        await orDiskFull(inFolder, async () => {
          full()
          await Promise.resolve()
        })
        await part.write(chunk)
      }
      return { ...part, write }
    },
  }
}

test('a lost line fails once, and leaves what the next connection needs', async () => {
  server.behaviour.onRead = (file, position) => (file.endsWith('0.png') && position > 500_000 ? 'drop' : 'serve')
  const pictures = [made(0, randomBytes(2_000_000)), made(1, randomBytes(10)), made(2, randomBytes(2_000_000))]
  const collecting = collector()
  for (const picture of pictures) collecting.add(picture)
  await collecting.settled()
  expect(said.filter(word => word.startsWith('failed'))).toHaveLength(1)
  server.behaviour.onRead = () => 'serve'
  connection = await connectSsh(server.spec, never)
  said = []
  const next = collector()
  for (const picture of pictures) next.add(picture)
  await next.settled()
  expect(said.map(word => word.replace('adopted', 'collected')).toSorted()).toEqual(
    [0, 1, 2].map(item => `collected ${item}`),
  )
})

test('a cut in mid-file goes on where it was, and asks for nothing twice but what was on its way', async () => {
  const window = 16 * 255 * 1024
  const content = randomBytes(12_000_000)
  const picture = made(0, content)
  const cuts = [5_000_000, 9_500_000, Infinity]
  const begun: number[] = []
  for (const cut of cuts) {
    const asked: number[] = []
    server.behaviour.onRead = (_, position) => (asked.push(position), position < cut ? 'serve' : 'drop')
    const collecting = collector()
    collecting.add(picture)
    await collecting.settled()
    begun.push(Math.min(...asked))
    connection = await connectSsh(server.spec, never)
  }
  expect(said.map(word => word.split(' ')[0])).toEqual(['failed', 'failed', 'collected'])
  expect(readFileSync(path.join(folder, '0.png')).equals(content)).toBe(true)
  expect(begun[0]).toBe(0)
  expect(begun[1]).toBeGreaterThanOrEqual(5_000_000 - window)
  expect(begun[2]).toBeGreaterThanOrEqual(9_500_000 - window)
  expect(readdirSync(folder)).toEqual(['0.png'])
})

test('what was left of another picture of that name is thrown away', async () => {
  writeFileSync(path.join(folder, '.0.png.part'), 'of another')
  writeFileSync(path.join(folder, '.1.png.part'), Buffer.alloc(5000))
  const collecting = collector()
  for (const item of [0, 1]) collecting.add(made(item, randomBytes(1000)))
  await collecting.settled()
  expect(said.toSorted()).toEqual(['collected 0', 'collected 1'])
})

test('an abort ends what is under way, and nothing new begins', async () => {
  const abort = new AbortController()
  server.behaviour.onRead = () => {
    abort.abort(new Error('enough'))
    return 'silent'
  }
  const collecting = collector({ signal: abort.signal, atOnce: 1 })
  collecting.add(made(0, randomBytes(10)))
  collecting.add(made(1, randomBytes(10)))
  await collecting.settled()
  expect(said).toEqual([])
  expect(readdirSync(folder)).toEqual([])
})
