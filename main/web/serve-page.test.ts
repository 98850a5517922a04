import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TOKEN_HEADER } from '../../common/web-wire.ts'
import { webApi } from '../../renderer/host/web-api.ts'
import { createConnectionState } from '../../renderer/host/connection-state.ts'
import type { Publishers } from '../../common/contract.ts'
import { sampleBurst } from '../cli/testing/samples.ts'
import { localApi } from '../core/engine/local-api.ts'
import { toyPublishers, unprepared } from '../core/engine/testing/toy-app.ts'
import { servePage, type ServedPage } from './serve-page.ts'

const PNG = Buffer.from('89504e470d0a1a0a', 'hex')

let root: string
let page: ServedPage
let base: URL
let token: string
let leaving: AbortController
const asked: unknown[] = []

beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'burst-web-'))
  for (const folder of ['page/assets', 'page-secrets', 'session'])
    mkdirSync(path.join(root, folder), { recursive: true })
  writeFileSync(path.join(root, 'page/index.html'), '<!doctype html><title>Burst</title>')
  writeFileSync(path.join(root, 'page/assets/index-1.js'), 'export {}')
  writeFileSync(path.join(root, 'page-secrets/x.js'), 'secret')
  writeFileSync(path.join(root, 'session/p.png'), PNG)
  asked.length = 0
  leaving = new AbortController()
  await serve()
})
afterEach(async () => {
  leaving.abort()
  await page.close()
  rmSync(root, { recursive: true, force: true })
})

async function serve(publishers: Publishers = toyPublishers()) {
  const handlers = {
    ...unprepared(),
    'bursts.list': async () => (asked.push('bursts.list'), []),
    'pictures.file': async () => ({ path: path.join(root, 'session/p.png'), bytes: 8, sha256: 'b'.repeat(64) }),
    'bursts.show': async () => sampleBurst({ out: path.join(root, 'session') }),
  }
  const service = { handlers, publishers }
  page = await servePage({
    api: localApi(service, leaving.signal, () => undefined),
    folder: path.join(root, 'page'),
    port: 0,
    thumbs: { of: async picture => picture },
    log: () => undefined,
  })
  base = new URL(page.url)
  token = new URLSearchParams(base.hash.slice(1)).get('token') ?? ''
}

type Sent = { method?: string; path: string; headers?: Record<string, string>; body?: string | Buffer }
type Got = { status: number; headers: http.IncomingHttpHeaders; body: string }

/** Sends exactly what is given: no client that corrects paths, hosts or headers. */
async function send({ method = 'POST', path: target, headers = {}, body }: Sent): Promise<Got> {
  return await new Promise((resolve, reject) => {
    const request = http.request({ host: '127.0.0.1', port: base.port, method, path: target, headers }, response => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', part => (text += part))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

const json = { 'content-type': 'application/json' }
const call = async (headers: Record<string, string>, name = 'bursts.list', body: string | Buffer = '{}') =>
  await send({ path: `/api/call/${name}`, headers: { ...json, ...headers }, body })
const get = async (target: string, headers = {}) => await send({ method: 'GET', path: target, headers })

describe('the web face', () => {
  it('answers who has the token', async () => {
    expect(await call({ [TOKEN_HEADER]: token })).toMatchObject({ status: 200, body: '{"ok":true,"value":[]}' })
  })

  it.each<[string, () => Record<string, string>, number]>([
    ['no token', () => ({}), 401],
    ['a wrong token', () => ({ [TOKEN_HEADER]: 'A'.repeat(32) }), 401],
    ['half a token', () => ({ [TOKEN_HEADER]: token.slice(0, 16) }), 401],
    ['a token as a cookie', () => ({ cookie: `token=${token}` }), 401],
    ['a rebound name', () => ({ [TOKEN_HEADER]: token, host: `evil.example:${base.port}` }), 421],
    [
      'a name that looks like ours',
      () => ({ [TOKEN_HEADER]: token, host: `127.0.0.1.evil.example:${base.port}` }),
      421,
    ],
    ['another port', () => ({ [TOKEN_HEADER]: token, host: '127.0.0.1:1' }), 421],
    ['a foreign origin', () => ({ [TOKEN_HEADER]: token, origin: 'https://evil.example' }), 403],
    [
      'an origin that looks like ours',
      () => ({ [TOKEN_HEADER]: token, origin: `http://127.0.0.1:${base.port}.evil` }),
      403,
    ],
    ['no origin at all', () => ({ [TOKEN_HEADER]: token, origin: 'null' }), 403],
    ['another site, as the browser says', () => ({ [TOKEN_HEADER]: token, 'sec-fetch-site': 'cross-site' }), 403],
  ])('refuses %s', async (_, headers, status) => {
    const got = await call(headers())
    expect(got.status).toBe(status)
    expect(JSON.parse(got.body)).toMatchObject({ ok: false })
    expect(asked).toEqual([])
  })

  it('refuses the token of an earlier start', async () => {
    const old = token
    await page.close()
    await serve()
    expect((await call({ [TOKEN_HEADER]: old })).status).toBe(401)
  })

  it('makes who guesses tokens wait, and never who has it', async () => {
    const guesses = []
    for (let count = 0; count < 30; count++) guesses.push((await call({ [TOKEN_HEADER]: `guess ${count}` })).status)
    expect(guesses.filter(status => status === 429)).toHaveLength(10)
    expect((await call({ [TOKEN_HEADER]: token })).status).toBe(200)
  })

  it.each(['nonsense', '__proto__', 'constructor', 'toString', 'bursts', 'events', 'bursts.list%00'])(
    'refuses the unknown call %s',
    async name => {
      const got = await call({ [TOKEN_HEADER]: token }, name)
      expect(JSON.parse(got.body)).toMatchObject({ ok: false })
      expect(asked).toEqual([])
    },
  )

  it.each<[string, string | Buffer]>([
    ['no JSON', 'hello'],
    ['nothing', ''],
    ['no object', '[]'],
    ['unknown fields', '{"input":{},"more":1}'],
    ['an input that the schema does not know', '{"input":{"a":1}}'],
    ['a prototype', '{"input":{"__proto__":{"a":1}}}'],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00])],
  ])('refuses a body that is %s', async (_, body) => {
    expect(JSON.parse((await call({ [TOKEN_HEADER]: token }, 'bursts.list', body)).body)).toMatchObject({ ok: false })
    expect(asked).toEqual([])
  })

  it('refuses forms, which any site may send without being asked', async () => {
    const headers = { [TOKEN_HEADER]: token, 'content-type': 'text/plain' }
    expect(JSON.parse((await call(headers)).body)).toMatchObject({ ok: false })
  })

  it('refuses a body that is too large, and goes on', async () => {
    const body = Buffer.alloc(33 * 1024 * 1024, ' ')
    const got = await call({ [TOKEN_HEADER]: token }, 'bursts.list', body).catch(() => null)
    if (got) expect(JSON.parse(got.body)).toMatchObject({ error: { problems: [{ code: 'too-large' }] } })
    expect((await call({ [TOKEN_HEADER]: token })).status).toBe(200)
    expect(asked).toEqual(['bursts.list'])
  })

  it('serves the page and its screens without a token, with what protects them', async () => {
    for (const target of ['/', '/bursts/x/receipt', '/templates/view?path=%2Fa']) {
      const got = await get(target)
      expect([got.status, got.body]).toEqual([200, '<!doctype html><title>Burst</title>'])
      expect(got.headers).toMatchObject({
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      })
      expect(got.headers['access-control-allow-origin']).toBeUndefined()
      expect(got.headers['set-cookie']).toBeUndefined()
    }
    expect(await get('/assets/index-1.js')).toMatchObject({ status: 200, body: 'export {}' })
  })

  it.each([
    '/../page-secrets/x.js',
    '/..%2fpage-secrets/x.js',
    '/%2e%2e/page-secrets/x.js',
    '/assets/..%5c..%5cpage-secrets%5cx.js',
    '//page-secrets/x.js',
    '/%2e%2e%2f%2e%2e%2fetc%2fpasswd.js',
    '/assets/none.js',
  ])('has nothing at %s', async target => {
    const got = await get(target)
    expect(got.status === 404 || got.status === 400).toBe(true)
    expect(got.body).not.toContain('secret')
  })

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])('takes no %s of the page', async method => {
    expect((await send({ method, path: '/' })).status).toBe(405)
  })

  it('serves the page to no other name, so that a rebound one cannot read it', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(421)
  })
})

describe('pictures', () => {
  async function signed(size: 'thumb' | 'full', item = 3): Promise<string> {
    const body = JSON.stringify({ pictures: [{ burstId: 'b', item, size }] })
    const got = await send({ path: '/api/sign-pictures', headers: { ...json, [TOKEN_HEADER]: token }, body })
    return JSON.parse(got.body).addresses[0]
  }

  it('are served at signed addresses, without a header', async () => {
    const got = await get(await signed('full'))
    expect(got).toMatchObject({ status: 200, headers: { 'content-type': 'image/png', 'content-length': '8' } })
    const again = await get(await signed('full'), { 'if-none-match': got.headers.etag })
    expect(again.status).toBe(304)
  })

  it('are signed only for who has the token', async () => {
    const body = JSON.stringify({ pictures: [{ burstId: 'b', item: 0, size: 'full' }] })
    expect((await send({ path: '/api/sign-pictures', headers: json, body })).status).toBe(401)
  })

  it('are not served at an address that was changed, guessed, or signed at another start', async () => {
    const address = await signed('full')
    const other = (changed: string) => get(changed).then(({ status }) => status)
    expect(await other(address.replace('/3/', '/4/'))).toBe(403)
    expect(await other(address.replace('/full', '/thumb'))).toBe(403)
    expect(await other(address.replace('/b/', '/c/'))).toBe(403)
    expect(await other(address.replace(/signature=.*/, 'signature='))).toBe(403)
    expect(await other(address.split('?')[0] ?? '')).toBe(403)
    expect(await other(address.replace('/3/', '/03/'))).toBe(200)
    await page.close()
    await serve()
    expect(await other(address)).toBe(403)
  })

  it('are refused where more are asked for than a page shows, or by another form', async () => {
    const ask = async (body: unknown) =>
      (
        await send({
          path: '/api/sign-pictures',
          headers: { ...json, [TOKEN_HEADER]: token },
          body: JSON.stringify(body),
        })
      ).status
    const one = { burstId: 'b', item: 0, size: 'full' }
    expect(await ask({ pictures: Array.from({ length: 1001 }, () => one) })).toBe(400)
    expect(await ask({ pictures: [{ ...one, item: -1 }] })).toBe(400)
    expect(await ask({ pictures: [{ ...one, path: '/etc/passwd' }] })).toBe(400)
  })
})

describe('the page’s own client', () => {
  const rest = async (ms: number) => await new Promise<void>(resolve => setTimeout(resolve, Math.min(ms, 10)))

  function client(withToken = token) {
    const connection = createConnectionState()
    const requests: string[] = []
    const open = new Set<string>()
    let most = 0
    const toServer: typeof fetch = async (input, init) => {
      const target = typeof input === 'string' ? input : ''
      const key = `${requests.push(target)}`
      open.add(key)
      most = Math.max(most, open.size)
      init?.signal?.addEventListener('abort', () => open.delete(key))
      return await fetch(new URL(target, base.origin), { ...init, headers: new Headers(init?.headers) })
    }
    return {
      api: webApi({ token: withToken, connection, fetch: toServer, rest }),
      connection,
      requests,
      most: () => most,
    }
  }

  it('follows everything over one connection at a time, so that several windows leave room for calls', async () => {
    const { api, requests, most } = client()
    const leave = new AbortController()
    const seen: number[] = []
    let bursts = 0
    const both = Promise.withResolvers<void>()
    const following = [
      api.subscribe('bursts', {}, () => (bursts += 1), leave.signal),
      api.subscribe(
        'events',
        { since: 0 },
        ({ seq }) => {
          seen.push(seq)
          // Somebody else comes in the midst of it: nothing is told twice, and nothing is left out.
          if (seq === 30) following.push(api.subscribe('bursts', {}, () => both.resolve(), leave.signal))
          if (seq === 80) void both.promise.then(() => leave.abort())
        },
        leave.signal,
      ),
    ]
    await Promise.all(following)
    await following.at(-1)
    expect(seen.slice(0, 80)).toEqual(Array.from({ length: 80 }, (_, index) => index + 1))
    expect(bursts).toBeGreaterThan(0)
    expect(requests).toEqual(['/api/streams', '/api/streams'])
    expect(most()).toBe(1)
  })

  it('ends what was asked wrongly, and that alone', async () => {
    const { api } = client()
    const leave = new AbortController()
    const wrong = api.subscribe('events', { since: -1 }, () => undefined, leave.signal)
    const right = api.subscribe(
      'events',
      { since: 0 },
      ({ seq }) => {
        if (seq === 40) leave.abort()
      },
      leave.signal,
    )
    await expect(wrong).rejects.toMatchObject({ exit: 'usage' })
    await right
  })

  it('calls, and gets errors whole', async () => {
    const { api, connection } = client()
    expect(await api.call('bursts.list', undefined)).toEqual([])
    expect(connection.get()).toBe('connected')
    await expect(api.call('engine.info', undefined)).rejects.toMatchObject({ problems: [{ code: 'unprepared' }] })
  })

  it('is told for good that its address is no longer valid', async () => {
    const { api, connection } = client('old')
    await expect(api.call('bursts.list', undefined)).rejects.toMatchObject({ problems: [{ code: 'wrong-token' }] })
    expect(connection.get()).toBe('refused')
    const following = api.subscribe('bursts', {}, () => undefined, new AbortController().signal)
    await expect(following).rejects.toMatchObject({ problems: [{ code: 'wrong-token' }] })
  })

  it('follows the record behind the last event that it saw, also over a server that starts anew', async () => {
    const { api } = client()
    const leave = new AbortController()
    const seen: number[] = []
    const { port } = base
    const following = api.subscribe(
      'events',
      { since: 0 },
      ({ seq }) => {
        seen.push(seq)
        if (seq === 20) void restart(Number(port))
        if (seq >= 60) leave.abort()
      },
      leave.signal,
    )
    await following
    expect(seen.slice(0, 60)).toEqual(Array.from({ length: 60 }, (_, index) => index + 1))
  })

  /** Everything that was open breaks; the next server knows the same record and, for this test, the same token. */
  async function restart(port: number): Promise<void> {
    await page.close()
    const api = localApi({ handlers: unprepared(), publishers: toyPublishers() }, leaving.signal, () => undefined)
    page = await servePage({ api, folder: root, port, thumbs: { of: async file => file }, log: () => undefined, token })
  }
})
