import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connectSsh } from './connect.ts'
import type { RemoteConnection, SentFile } from './remote.ts'
import { SEND_WINDOW_BYTES } from './send-remote.ts'
import { startCuttingProxy, type CuttingProxy } from './testing/cutting-proxy.ts'
import { IN_PROCESS, OPENSSH, type FarServer } from './testing/servers.ts'

const never = new AbortController().signal
const hash = (content: Buffer) => createHash('sha256').update(content).digest('hex')

let content: Buffer
beforeAll(() => (content = randomBytes(64_000_000)))

function sent(of: Buffer, from = 0, onArrived: SentFile['onArrived'] = () => undefined): SentFile {
  return {
    from,
    bytes: of.length,
    read: async (position, length) => await Promise.resolve(of.subarray(position, position + length)),
    onArrived,
  }
}

for (const { name, start, there } of [IN_PROCESS, OPENSSH])
  describe.skipIf(!there)(`over ${name}`, () => {
    let server: FarServer
    let proxy: CuttingProxy
    let connection: RemoteConnection
    const again = async () => {
      connection = await connectSsh({ ...server.spec, port: proxy.port }, never)
    }
    const local = () => path.join(server.folder, 'model.part')
    const remote = () => server.named('model.part')

    beforeEach(async () => {
      server = await start()
      proxy = await startCuttingProxy(server.spec.port)
      await again()
    })
    afterEach(async () => {
      connection.close()
      await proxy.stop()
      await server.stop()
    })

    test('64 MB go up and come down over several channels, told of in order', async () => {
      const told: number[] = []
      await connection.sendFile(
        remote(),
        sent(content, 0, bytes => told.push(bytes)),
        never,
      )
      expect(hash(readFileSync(local()))).toBe(hash(content))
      expect(told.at(-1)).toBe(content.length)
      expect(told).toEqual(told.toSorted((a, b) => a - b))
      const got = createHash('sha256')
      const { bytes } = await connection.readFile(remote(), {
        maxBytes: content.length,
        large: true,
        onChunk: chunk => void got.update(chunk),
        signal: never,
      })
      expect([bytes, got.digest('hex')]).toEqual([content.length, hash(content)])
    })

    test('an empty file and one of a byte', async () => {
      for (const small of [Buffer.alloc(0), Buffer.from('x')]) {
        await connection.sendFile(remote(), sent(small), never)
        expect(readFileSync(local())).toEqual(small)
      }
    })

    test('wherever it is cut, all but a window has arrived, and the rest completes it', async () => {
      for (const up of [40_000, 3_000_000, 36_000_000, 47_654_321, 60_000_000]) {
        connection.close()
        proxy.next({ up, by: 'cut' })
        await again()
        writeFileSync(local(), '')
        await expect(connection.sendFile(remote(), sent(content), never)).rejects.toMatchObject({ code: 'lost' })
        const from = Math.max(0, statSync(local()).size - SEND_WINDOW_BYTES)
        expect(readFileSync(local()).subarray(0, from).equals(content.subarray(0, from))).toBe(true)
        expect(from).toBeGreaterThanOrEqual(up - 2 * SEND_WINDOW_BYTES)
        await again()
        await connection.sendFile(remote(), sent(content, from), never)
        expect(hash(readFileSync(local()))).toBe(hash(content))
      }
    })

    test('what is shorter than it was said to be is an error, not a shorter file', async () => {
      const wrong = { ...sent(content.subarray(0, 1_000_000)), bytes: 2_000_000 }
      await expect(connection.sendFile(remote(), wrong, never)).rejects.toMatchObject({ code: 'remote-failed' })
    })
  })
