import { describe, expect, test } from 'vitest'
import { BurstError } from '../../../common/errors.ts'
import type { Pages, Served } from '../host.ts'
import { runWith } from '../testing/fake-host.ts'

const URL = 'http://127.0.0.1:4400/#token=abc'

function pages(ended: Served['ended'], opened: string[] = []): { pages: Pages; asked: unknown[] } {
  const asked: unknown[] = []
  return {
    asked,
    pages: {
      serve: async (home, port) => {
        asked.push([home.root, port])
        return { url: URL, ended }
      },
      openInBrowser: url => void opened.push(url),
    },
  }
}

describe('burst serve', () => {
  test('prints the address as soon as it is served, and ends well when it is interrupted', async () => {
    const { pages: host, asked } = pages(async () => ({ kind: 'left', unfinished: false }))
    const ran = await runWith(['--json', '--home', '/h', 'serve', '--port', '4400'], { host: { pages: host } })
    expect(JSON.parse(ran.out)).toEqual({ url: URL })
    expect([ran.code, asked, ran.did]).toEqual([0, [['/h', 4400]], []])
  })

  test('opens the browser when asked, and any free port is taken where none is named', async () => {
    const opened: string[] = []
    const { pages: host, asked } = pages(async () => ({ kind: 'left', unfinished: false }), opened)
    await runWith(['--home', '/h', 'serve', '--open'], { host: { pages: host } })
    expect([opened, asked]).toEqual([[URL], [['/h', 0]]])
  })

  test('leaves an engine behind for what is unfinished', async () => {
    const { pages: host } = pages(async () => ({ kind: 'left', unfinished: true }))
    const ran = await runWith(['--home', '/h', 'serve'], { host: { pages: host } })
    expect([ran.code, ran.did]).toEqual([0, ['spawn']])
    expect(ran.err).toContain('an engine goes on without the page')
  })

  test('says when the process that serves died', async () => {
    const { pages: host } = pages(async () => ({ kind: 'died', unfinished: true }))
    const ran = await runWith(['--home', '/h', 'serve'], { host: { pages: host } })
    expect([ran.code, ran.did]).toEqual([1, ['spawn']])
    expect(ran.err).toContain('The process that serves the page ended.')
  })

  test.each(['-1', '65536', 'http', '80.5'])('refuses the port %s', async port => {
    const ran = await runWith(['serve', '--port', port])
    expect(ran.code).toBe(2)
    expect(ran.err).toContain('--port')
  })

  test('passes on why it cannot be served', async () => {
    const refused = new BurstError('failed', [{ code: 'port-taken', message: 'Port 80 is taken.', remedy: 'Another.' }])
    const host: Pages = { serve: async () => await Promise.reject(refused), openInBrowser: () => undefined }
    const ran = await runWith(['--json', 'serve', '--port', '80'], { host: { pages: host } })
    expect(ran.code).toBe(1)
    expect(JSON.parse(ran.out)).toMatchObject({ error: { code: 'port-taken' } })
  })
})
