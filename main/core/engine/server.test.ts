import { mkdtempSync, rmSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Handlers, Publishers } from '../../../common/contract.ts'
import { claimSocket } from './claim-socket.ts'
import { connectEngine, remoteEngine } from './client.ts'
import { serveContract, type EngineServer } from './server.ts'
import { toyPublishers, unprepared } from './testing/toy-app.ts'
import { MAX_BODY_BYTES } from '../../../common/wire.ts'

const INFO = { pid: 1, home: '/h', version: '1', startedAt: 'now' }

describe('the contract over a socket', () => {
  let folder: string
  let socket: string
  let servers: EngineServer[]

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'burst-server-'))
    socket = path.join(folder, 'engine.sock')
    servers = []
  })
  afterEach(async () => {
    for (const server of servers) {
      await server.leave()
      await server.close()
    }
    rmSync(folder, { recursive: true, force: true })
  })

  async function serve(more: Partial<Handlers> = {}, publishers: Publishers = toyPublishers()) {
    const claim = await claimSocket(socket)
    if (!claim.owned) throw new Error('the socket is taken')
    const service = { handlers: { ...unprepared(), ...more }, publishers, drive: async () => undefined }
    const server = serveContract(claim.server, Promise.resolve(service), () => undefined)
    servers.push(server)
    return { server, ...remoteEngine(socket) }
  }

  it('is nobody where nobody listens', async () => {
    expect(await connectEngine(socket)).toBeNull()
    await serve()
    expect(await connectEngine(socket)).not.toBeNull()
  })

  it('carries calls, and errors whole', async () => {
    const { api } = await serve({ 'engine.info': async () => INFO })
    expect(await api.call('engine.info', undefined)).toEqual(INFO)
    await expect(api.call('bursts.list', undefined)).rejects.toMatchObject({ problems: [{ code: 'unprepared' }] })
    await expect(api.call('bursts.show', { id: '' })).rejects.toMatchObject({ exit: 'usage' })
  })

  it('waits for the service to be ready', async () => {
    const claim = await claimSocket(socket)
    if (!claim.owned) throw new Error('the socket is taken')
    const ready = Promise.withResolvers<Parameters<typeof serveContract>[1] extends Promise<infer S> ? S : never>()
    servers.push(serveContract(claim.server, ready.promise, () => undefined))
    const asked = remoteEngine(socket).api.call('engine.info', undefined)
    ready.resolve({
      handlers: { ...unprepared(), 'engine.info': async () => INFO },
      publishers: toyPublishers(),
      drive: async () => undefined,
    })
    expect(await asked).toEqual(INFO)
  })

  it('aborts a call whose asker left', async () => {
    const aborted = Promise.withResolvers<void>()
    const begun = Promise.withResolvers<void>()
    const { api } = await serve({
      'bursts.list': async (_, signal) => {
        signal.addEventListener('abort', () => aborted.resolve())
        begun.resolve()
        await aborted.promise
        return []
      },
    })
    const leave = new AbortController()
    const asked = api.call('bursts.list', undefined, leave.signal)
    await begun.promise
    leave.abort(new Error('changed my mind'))
    await expect(asked).rejects.toThrow('changed my mind')
    await aborted.promise
  })

  it('streams what is and what comes, until the reader has enough', async () => {
    const { api } = await serve()
    const seen: number[] = []
    const enough = new AbortController()
    await api.subscribe(
      'events',
      { since: 4 },
      ({ seq }) => {
        seen.push(seq)
        if (seen.length === 5) enough.abort()
      },
      enough.signal,
    )
    expect(seen).toEqual([5, 6, 7, 8, 9])
  })

  it('tells a bad input of a stream, and passes on what its listener throws', async () => {
    const { api } = await serve()
    const { signal } = new AbortController()
    await expect(api.subscribe('events', { since: -1 }, () => undefined, signal)).rejects.toMatchObject({
      exit: 'usage',
    })
    const fault = new Error('listener')
    const failing = api.subscribe(
      'events',
      {},
      () => {
        throw fault
      },
      signal,
    )
    await expect(failing).rejects.toBe(fault)
  })

  it('makes a publisher wait for a reader that does not read', async () => {
    let published = 0
    const waits = Promise.withResolvers<void>()
    const text = 'x'.repeat(4000)
    const { server } = await serve(
      {},
      {
        ...toyPublishers(),
        async events(_, publish, signal) {
          for (let seq = 1; !signal.aborted; seq += 1) {
            published += 1
            const event = { type: 'lane.unknown' as const, lane: 0, message: text }
            const taken = publish({ seq, burstId: 'b', at: 0, clock: 0, event })
            if (taken) waits.resolve()
            await taken
          }
        },
      },
    )
    const request = http.request({ socketPath: socket, method: 'POST', path: '/stream/events', headers: JSON_TYPE })
    request.end('{"input":{}}')
    await new Promise(resolve => request.once('response', resolve))
    await waits.promise
    await new Promise(resolve => setImmediate(resolve))
    expect(published).toBeLessThan(1000)
    request.destroy()
    await server.leave()
  })

  it.each(['/stream/events', '/streams'])(
    'survives at %s a reader that is behind and leaves when the stream fails',
    async route => {
      const failed = Promise.withResolvers<void>()
      const unheard: unknown[] = []
      const hear = (reason: unknown) => unheard.push(reason)
      process.on('unhandledRejection', hear)
      const { server } = await serve(
        {},
        {
          ...toyPublishers(),
          async events(_, publish) {
            const event = { type: 'lane.unknown' as const, lane: 0, message: 'x'.repeat(2000) }
            // Somebody else fills the line; this publisher does not wait for it.
            for (let seq = 1; seq < 3000; seq += 1)
              void Promise.resolve(publish({ seq, burstId: 'b', at: 0, clock: 0, event })).catch(() => undefined)
            failed.resolve()
            throw new Error('no more')
          },
        },
      )
      const body = route === '/streams' ? { input: [{ name: 'events', input: {} }] } : { input: {} }
      const request = http.request({ socketPath: socket, method: 'POST', path: route, headers: JSON_TYPE })
      request.on('error', () => undefined)
      request.end(JSON.stringify(body))
      await failed.promise
      request.destroy()
      await server.leave()
      await new Promise(resolve => setTimeout(resolve, 50))
      process.off('unhandledRejection', hear)
      expect(unheard).toEqual([])
    },
  )

  it.each([
    ['a call that is not there', '/call/nonsense', '{}', 'unknown-call'],
    ['a name every object has', '/call/constructor', '{}', 'unknown-call'],
    ['a route that is not there', '/', '{}', 'unknown-route'],
    ['what is no JSON', '/call/engine.info', '{', 'not-json'],
    ['what is more than an input', '/call/engine.info', '{"input":1,"more":2}', 'invalid-request'],
  ])('refuses %s', async (_, route, body, code) => {
    await serve()
    expect(await post(route, body)).toMatchObject({ ok: false, error: { problems: [{ code }] } })
  })

  it('refuses a form, which any page may send, and a body that is too large', async () => {
    await serve()
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect(await post('/call/engine.info', '{}', form)).toMatchObject({ error: { problems: [{ code: 'not-json' }] } })
    const large = Buffer.alloc(MAX_BODY_BYTES + 1, ' ')
    expect(await post('/call/engine.info', large)).toMatchObject({ error: { problems: [{ code: 'too-large' }] } })
  })

  it('leaves in good order: answers, ends streams, and is gone for whoever asks then', async () => {
    const answer = Promise.withResolvers<typeof INFO>()
    const begun = Promise.withResolvers<void>()
    const { server, api } = await serve({
      'engine.info': async () => {
        begun.resolve()
        return await answer.promise
      },
    })
    const seen: unknown[] = []
    const streamed = api.subscribe('bursts', {}, event => seen.push(event), new AbortController().signal)
    const asked = api.call('engine.info', undefined)
    await begun.promise
    const left = server.leave()
    await expect(streamed).rejects.toMatchObject({ name: 'EngineGone' })
    await expect(api.call('engine.info', undefined)).rejects.toMatchObject({ name: 'EngineGone', wasSent: false })
    answer.resolve(INFO)
    expect(await asked).toEqual(INFO)
    await left
    await server.close()
    await expect(api.call('engine.info', undefined)).rejects.toMatchObject({ name: 'EngineGone', wasSent: false })
  })

  const JSON_TYPE = { 'content-type': 'application/json' }

  async function post(route: string, body: string | Buffer, headers: http.OutgoingHttpHeaders = JSON_TYPE) {
    const request = http.request({ socketPath: socket, method: 'POST', path: route, headers })
    request.end(body)
    const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
      request.once('response', resolve)
      request.once('error', reject)
    })
    let text = ''
    for await (const part of response) text += String(part)
    return JSON.parse(text) as unknown
  }
})
