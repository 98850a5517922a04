import { createHash, randomBytes } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectSsh } from '../remote/connect.ts'
import type { RemoteConnection } from '../remote/remote.ts'
import { startCuttingProxy, type CuttingProxy } from '../remote/testing/cutting-proxy.ts'
import { OPENSSH, PRACTICE, type FarServer } from '../remote/testing/servers.ts'
import { newLaneKeys } from '../remote/testing/ssh-server.ts'
import { systemClock } from '../clock.ts'
import type { Collectable } from './bring-home.ts'
import { createCollector, type CollectorOptions } from './collector.ts'
import { createHomeFiles } from './home-files.ts'
import { NO_LIMIT } from './line-limit.ts'
import { findRsync, hasRsync } from './rsync/run-rsync.ts'

const never = new AbortController().signal
const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')
let large: Buffer
beforeAll(() => (large = randomBytes(64_000_000)))

/** Each rsync is some processes: fewer small files tell as much. Where rsync is missing its part is skipped. */
const ENGINES = [{ engine: 'sftp', small: 1000 }, ...((await hasRsync()) ? [{ engine: 'rsync', small: 60 }] : [])]

for (const { name, start, there } of [PRACTICE, OPENSSH])
  describe.skipIf(!there).each(ENGINES)(`pictures by $engine from ${name}`, ({ engine, small }) => {
    let far: FarServer
    let proxy: CuttingProxy
    let connection: RemoteConnection
    let home: string
    let said: string[]

    beforeEach(async () => {
      far = await start()
      proxy = await startCuttingProxy(far.spec.port)
      home = mkdtempSync(path.join(os.tmpdir(), 'burst-home-'))
      mkdirSync(path.join(far.folder, 'out'), { recursive: true })
      said = []
      await connect()
    })
    afterEach(async () => {
      connection.close()
      await proxy.stop()
      await far.stop()
      rmSync(home, { recursive: true, force: true })
    })

    async function connect(): Promise<void> {
      connection = await connectSsh({ ...far.spec, port: proxy.port }, never)
    }

    async function collect(pictures: readonly Collectable[], more: Partial<CollectorOptions> = {}): Promise<string[]> {
      const rsync = engine === 'rsync' ? await findRsync(connection, never) : null
      if (engine === 'rsync' && rsync === null) throw new Error('install rsync to run this')
      said = []
      const collector = createCollector({
        connection,
        rsync,
        ...(rsync ? { atOnce: 5 } : {}),
        folder: home,
        files: createHomeFiles(),
        line: NO_LIMIT,
        clock: systemClock,
        signal: never,
        onCollected: item => said.push(`home ${item}`),
        onMismatch: (item, { code }) => said.push(`${code} ${item}`),
        onDiskFull: () => said.push('disk full'),
        onDiskOk: () => said.push('disk ok'),
        onFailed: error => said.push(`failed: ${error instanceof Error && 'code' in error ? String(error.code) : ''}`),
        ...more,
      })
      for (const picture of pictures) collector.add(picture)
      await collector.settled()
      return said
    }

    /** As the journal would tell of it; the file lies under this name on the instance. */
    function made(item: number, content: Buffer, remoteName = `${item}.png`): Collectable {
      const file = path.join(far.folder, 'out', remoteName)
      writeFileSync(file, content)
      return { item, remotePath: file, bytes: content.length, sha256: hash(content), fileName: `p${item}.png` }
    }

    const atHome = (item: number) => readFileSync(path.join(home, `p${item}.png`))

    test('small files, many', async () => {
      const contents = Array.from({ length: small }, () => randomBytes(900))
      expect(await collect(contents.map((content, item) => made(item, content)))).toHaveLength(small)
      contents.forEach((content, item) => expect(atHome(item).equals(content)).toBe(true))
      expect(readdirSync(home)).toHaveLength(small)
    })

    test('64 MB, an empty one, and names that mean something elsewhere', async () => {
      const names = ['ü 狐.png', "it's $(id).png", '-rf.png', '*.png', 'a:b.png']
      const pictures = [
        made(0, large),
        made(1, Buffer.alloc(0)),
        ...names.map((each, at) => made(at + 2, Buffer.from(each), each)),
      ]
      expect((await collect(pictures)).toSorted()).toEqual(pictures.map(({ item }) => `home ${item}`).toSorted())
      expect(hash(atHome(0))).toBe(hash(large))
      expect(atHome(1)).toHaveLength(0)
      names.forEach((each, at) => expect(atHome(at + 2).toString()).toBe(each))
    })

    test('a part of another picture, of the same size, is not taken for this one', async () => {
      const picture = made(0, randomBytes(100_000))
      writeFileSync(path.join(home, '.p0.png.part'), randomBytes(100_000))
      writeFileSync(path.join(home, 'p0.png'), randomBytes(100_000))
      expect(await collect([picture])).toEqual(['home 0'])
      expect(hash(atHome(0))).toBe(picture.sha256)
    })

    test('cut at many places, it goes on, and is whole', async () => {
      const picture = made(0, large.subarray(0, 20_000_000))
      for (const down of [3_000, 200_000, 5_000_000, 9_999_999]) {
        connection.close()
        proxy.next({ down: down + 20_000, by: 'cut' })
        await connect()
        expect(await collect([picture])).toEqual(['failed: lost'])
      }
      const before = proxy.passed.down
      await connect()
      expect(await collect([picture])).toEqual(['home 0'])
      expect(hash(atHome(0))).toBe(picture.sha256)
      expect(proxy.passed.down - before).toBeLessThan(20_000_000)
    })

    test('what is not as the journal says is told, and leaves nothing at home', async () => {
      const larger = made(0, Buffer.alloc(10))
      truncateSync(larger.remotePath, 10_000_000_000)
      const shorter = { ...made(1, Buffer.alloc(1000)), bytes: 2000 }
      const changed = made(2, randomBytes(1000))
      writeFileSync(changed.remotePath, randomBytes(1000))
      const gone = { ...made(3, Buffer.alloc(5)), remotePath: path.join(far.folder, 'out', 'none.png') }
      const link = made(4, Buffer.from('x'))
      rmSync(link.remotePath)
      symlinkSync(path.join(home, 'secret'), link.remotePath)
      writeFileSync(path.join(home, 'secret'), 'x of this computer')
      expect(
        (await collect([larger, shorter, changed, gone, link]))
          .map(each => Number(each.split(' ')[1]))
          .toSorted((a, b) => a - b),
      ).toEqual([0, 1, 2, 3, 4])
      expect(said.filter(each => each.startsWith('home'))).toEqual([])
      expect(readdirSync(home)).toEqual(['secret'])
      expect(said).toContain('missing-file 3')
    })

    test('no name leads out of the folder at home', async () => {
      for (const fileName of ['../x.png', '/tmp/burst-x.png', 'a/b.png', '.hidden', 'con.png'])
        expect(await collect([{ ...made(0, Buffer.from('x')), fileName }])).toEqual(['failed: '])
      expect(existsSync('/tmp/burst-x.png')).toBe(false)
      expect(readdirSync(home)).toEqual([])
    })

    test('another host key is no host of ours', async () => {
      const spec = { ...far.spec, hostPublicKey: newLaneKeys().host.public }
      await expect(connectSsh(spec, never)).rejects.toMatchObject({ code: 'host-key-mismatch' })
    })
  })

describe.skipIf(!OPENSSH.there)(`a line that stalls, to ${OPENSSH.name}`, () => {
  test('is given up after some signs of life that got no answer', async () => {
    const far = await OPENSSH.start()
    const proxy = await startCuttingProxy(far.spec.port)
    try {
      writeFileSync(path.join(far.folder, 'm'), large)
      proxy.next({ down: 2_000_000, by: 'stall' })
      const connection = await connectSsh({ ...far.spec, port: proxy.port }, never)
      const reading = connection.readFile(path.join(far.folder, 'm'), {
        maxBytes: large.length,
        onChunk: () => undefined,
        signal: never,
      })
      await expect(reading).rejects.toMatchObject({ code: 'lost' })
    } finally {
      await proxy.stop()
      await far.stop()
    }
  })
})
