import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { measureLine } from './line-speed.ts'

let server: Server | null = null
afterEach(async () => {
  server?.closeAllConnections()
  server?.close()
  server = null
})

/** A server that takes and gives; the clock moves by what a line of so many Mbit/s would need. */
async function lineOf({ up, down }: { up: number; down: number }, cut = false) {
  let clock = 0
  const sizes: number[] = []
  server = createServer((request, response) => {
    let got = 0
    request.on('data', (chunk: Buffer) => (got += chunk.length))
    request.on('end', () => {
      const wanted = Number(new URL(request.url ?? '/', 'http://x').searchParams.get('bytes') ?? 0)
      clock += request.method === 'POST' ? (got * 8) / 1000 / up : (wanted * 8) / 1000 / down
      sizes.push(request.method === 'POST' ? got : wanted)
      response.end(Buffer.alloc(cut ? Math.floor(wanted / 2) : wanted))
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return { test: { address, now: () => clock }, sizes }
}

test('a slow line is known after little, a fast one after more, and each way by itself', async () => {
  const slow = await lineOf({ up: 1, down: 16 })
  expect(await measureLine(slow.test, AbortSignal.timeout(5000))).toMatchObject({ upMbits: 1, downMbits: 16 })
  expect(Math.max(...slow.sizes)).toBeLessThan(10_000_000)
})

test('what comes short, or not at all, is no measurement, and is said with its remedy', async () => {
  const { test: short } = await lineOf({ up: 10, down: 10 }, true)
  await expect(measureLine(short, AbortSignal.timeout(5000))).rejects.toMatchObject({
    problems: [
      {
        code: 'line-test',
        message: expect.stringContaining('bytes'),
        remedy: expect.stringContaining('line-test-address'),
      },
    ],
  })
  const nobody = { address: 'http://127.0.0.1:9', now: () => performance.now() }
  await expect(measureLine(nobody, AbortSignal.timeout(5000))).rejects.toMatchObject({
    problems: [{ code: 'line-test' }],
  })
})

test('whoever does not wait any more is told so', async () => {
  const { test: line } = await lineOf({ up: 10, down: 10 })
  await expect(measureLine(line, AbortSignal.abort(new Error('nobody waits')))).rejects.toThrow('nobody waits')
})
