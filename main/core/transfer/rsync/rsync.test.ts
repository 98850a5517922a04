import { createHash, randomBytes } from 'node:crypto'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { connectSsh } from '../../remote/connect.ts'
import type { RemoteConnection } from '../../remote/remote.ts'
import { startCuttingProxy, type CuttingProxy } from '../../remote/testing/cutting-proxy.ts'
import { IN_PROCESS, OPENSSH, type FarServer } from '../../remote/testing/servers.ts'
import { NO_LIMIT } from '../line-limit.ts'
import { findRsync, hasRsync, type MoveOptions, type Rsync } from './run-rsync.ts'

const never = new AbortController().signal
const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')
let content: Buffer
beforeAll(() => (content = randomBytes(64_000_000)))

for (const { name, start, there } of [IN_PROCESS, OPENSSH])
  describe.skipIf(!there || !(await hasRsync()))(`rsync over ${name} (skipped where rsync is missing)`, () => {
    let server: FarServer
    let proxy: CuttingProxy
    let connection: RemoteConnection
    let rsync: Rsync
    let home: string
    const far = (file: string) => path.join(server.folder, file)
    const named = (file: string) => server.named(file)
    const options = (bytes: number, more: Partial<MoveOptions> = {}): MoveOptions => ({
      bytes,
      line: NO_LIMIT,
      onMoved: () => undefined,
      signal: never,
      ...more,
    })
    async function again(): Promise<void> {
      connection = await connectSsh({ ...server.spec, port: proxy.port }, never)
      const found = await findRsync(connection, never)
      if (!found) throw new Error('install rsync to run this')
      rsync = found
    }

    beforeEach(async () => {
      home = mkdtempSync(path.join(os.tmpdir(), 'burst-home-'))
      server = await start()
      proxy = await startCuttingProxy(server.spec.port)
      await again()
    })
    afterEach(async () => {
      connection.close()
      await proxy.stop()
      await server.stop()
      rmSync(home, { recursive: true, force: true })
    })

    test('a large file goes up and comes down', async () => {
      const file = path.join(home, 'model')
      writeFileSync(file, content)
      let moved = 0
      await rsync.send(file, named('m.part'), options(content.length, { onMoved: bytes => (moved += bytes) }))
      expect(hash(readFileSync(far('m.part')))).toBe(hash(content))
      expect(moved).toBeGreaterThanOrEqual(content.length)
      await rsync.fetch(named('m.part'), path.join(home, 'back'), options(content.length))
      expect(hash(readFileSync(path.join(home, 'back')))).toBe(hash(content))
    })

    test('names that mean something to shells, options and patterns are names; empty files are files', async () => {
      mkdirSync(far('d'))
      const names = [
        'ü 狐.png',
        "it's $HOME `id`.png",
        '-e.png',
        '*.png',
        'a[b]?.png',
        'back\\slash.png',
        'a:b.png',
        ' .png',
      ]
      for (const [at, each] of names.entries()) {
        writeFileSync(far(`d/${each}`), Buffer.alloc(at, 'x'))
        const file = path.join(home, `${at}.part`)
        await rsync.fetch(named(`d/${each}`), file, options(at))
        expect(readFileSync(file, 'utf8'), each).toBe('x'.repeat(at))
      }
      expect(readdirSync(home)).toHaveLength(names.length)
    })

    test('goes on behind what a cut left, down and up', async () => {
      const file = path.join(home, 'm')
      const cutAfter = async (limit: { up?: number; down?: number }) => {
        connection.close()
        proxy.next({ ...limit, by: 'cut' })
        await again()
      }
      /** What was in the buffers on the way is lost. */
      const lost = 4_000_000
      let moved = 0
      const counted = options(content.length, { onMoved: bytes => (moved += bytes) })

      writeFileSync(far('m'), content)
      await cutAfter({ down: 30_000_000 })
      await expect(rsync.fetch(named('m'), file, options(content.length))).rejects.toMatchObject({ code: 'lost' })
      expect(statSync(file).size).toBeGreaterThan(30_000_000 - lost)
      await again()
      await rsync.fetch(named('m'), file, counted)
      expect(hash(readFileSync(file))).toBe(hash(content))
      expect(moved).toBeLessThan(34_000_000 + lost)

      await cutAfter({ up: 30_000_000 })
      await expect(rsync.send(file, named('up'), options(content.length))).rejects.toMatchObject({ code: 'lost' })
      expect(statSync(far('up')).size).toBeGreaterThan(30_000_000 - lost)
      await again()
      moved = 0
      await rsync.send(file, named('up'), counted)
      expect(hash(readFileSync(far('up')))).toBe(hash(content))
      expect(moved).toBeLessThan(34_000_000 + lost)
    })

    test('what is missing, larger than it should be, a link or a folder is told, and leaves nothing', async () => {
      writeFileSync(far('large'), content.subarray(0, 3_000_000))
      truncateSync(far('large'), 10_000_000_000)
      symlinkSync('/etc/passwd', far('link'))
      mkdirSync(far('folder'))
      const fetched = async (file: string) => await rsync.fetch(named(file), path.join(home, 'x'), options(1_000_000))
      await expect(fetched('none')).rejects.toMatchObject({ code: 'missing-file' })
      for (const file of ['large', 'link', 'folder'])
        await expect(fetched(file), file).rejects.toMatchObject({
          code: expect.stringMatching(/too-large|remote-failed/),
        })
      expect(readdirSync(home)).toEqual([])
    })

    test('an abort ends it, and what came is kept for the next time', async () => {
      writeFileSync(far('m'), content)
      const abort = new AbortController()
      const file = path.join(home, 'm')
      const onMoved = () => abort.abort(new Error('enough'))
      await expect(
        rsync.fetch(named('m'), file, options(content.length, { onMoved, signal: abort.signal })),
      ).rejects.toThrow('enough')
      await rsync.fetch(named('m'), file, options(content.length))
      expect(hash(readFileSync(file))).toBe(hash(content))
    })

    test('leaves no socket behind', async () => {
      // Others may be at work in the system's own.
      vi.stubEnv('TMPDIR', home)
      await rsync.fetch(named('none'), path.join(home, 'x'), options(1)).catch(() => undefined)
      vi.unstubAllEnvs()
      expect(readdirSync(home)).toEqual([])
    })
  })
