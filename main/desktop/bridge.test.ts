import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EVENT_CHANNEL } from '../../common/bridge-channels.ts'
import type { Api } from '../../common/contract.ts'
import { BurstError } from '../../common/errors.ts'
import { localApi } from '../core/engine/local-api.ts'
import { toyPublishers, unprepared } from '../core/engine/testing/toy-app.ts'
import { createBridge } from './bridge.ts'
import { FakeWindow } from './testing/fake-electron.ts'

function bridge(more: Partial<Api> = {}) {
  const reached: string[] = []
  const handlers = { ...unprepared(), 'bursts.list': async () => (reached.push('bursts.list'), []) }
  const api = localApi({ handlers, publishers: toyPublishers() }, new AbortController().signal, () => undefined)
  const window = new FakeWindow({}, 1)
  const logged: string[] = []
  const made = createBridge({
    api: { ...api, ...more },
    isWindow: contents => contents === window.contents,
    addDropped: async paths => (reached.push(`drop ${paths.join()}`), { added: [], problems: [] }),
    revealFolder: async path => void reached.push(`reveal ${path}`),
    speak: language => void reached.push(`speak ${language}`),
    log: message => void logged.push(message),
  })
  return { ...made, window, reached, logged }
}

const CALL = { kind: 'call', name: 'bursts.list', input: undefined }

describe('the bridge', () => {
  it('answers the page', async () => {
    const { hear, window, reached } = bridge()
    expect(await hear(window.event(), CALL)).toEqual({ ok: true, value: [] })
    expect(await hear(window.event(), { kind: 'add-dropped', paths: ['/a'] })).toMatchObject({ ok: true })
    expect(await hear(window.event(), { kind: 'reveal-folder', path: '/b' })).toMatchObject({ ok: true })
    expect(await hear(window.event(), { kind: 'speak', language: 'fr' })).toMatchObject({ ok: true })
    expect(reached).toEqual(['bursts.list', 'drop /a', 'reveal /b', 'speak fr'])
  })

  it('hears nobody else: no frame inside, no frame that is gone, no other page, no window it did not make', async () => {
    const { hear, window, reached, logged } = bridge()
    const other = new FakeWindow({}, 2)
    const foreign = new FakeWindow({}, 3)
    Object.assign(foreign.contents.mainFrame, { url: 'https://evil.example/' })
    const strangers = [
      window.event({ senderFrame: null }),
      window.event({ senderFrame: { url: 'app://burst/' } as never }),
      other.event(),
      foreign.event({ sender: window.contents }),
    ]
    Object.assign(window.contents.mainFrame, { url: 'app://burst.evil/' })
    strangers.push(window.event())
    for (const event of strangers)
      expect(await hear(event, CALL)).toMatchObject({ ok: false, error: { problems: [{ code: 'not-the-page' }] } })
    expect(reached).toEqual([])
    expect(logged).toHaveLength(strangers.length)
  })

  it('lets no message through that the schema does not know, and never throws', async () => {
    const { hear, window, reached } = bridge()
    const known = (message: unknown) =>
      typeof message === 'object' && message !== null && 'name' in message && message.name === 'bursts.list'
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(
          fc.jsonValue(),
          fc.anything({ withNullPrototype: true, withBigInt: true, withMap: true, withSet: true }),
          fc.record({
            kind: fc.constantFrom('call', 'subscribe', 'add-dropped', 'x'),
            name: fc.string(),
            input: fc.anything(),
          }),
          fc.constantFrom(
            JSON.parse('{"kind":"call","name":"__proto__"}'),
            JSON.parse('{"__proto__":{"kind":"call"},"name":"bursts.list"}'),
            { kind: 'call', name: 'constructor' },
            { kind: 'call', name: 'bursts.list', input: 'x'.repeat(40_000_000) },
            { kind: 'call', name: 'bursts.list', input: undefined, more: 1 },
            { kind: 'call', name: 'bursts.list', input: { extra: 1 } },
            { kind: 'subscribe', id: '', name: 'bursts', input: {} },
            { kind: 'reveal-folder', path: '' },
            { kind: 'speak', language: 'xx' },
          ),
        ),
        async message => {
          const reply = await hear(window.event(), message)
          if (!known(message)) expect(reply.ok && message).toBeFalsy()
          if (!reply.ok) expect(JSON.stringify(reply).length).toBeLessThan(2000)
        },
      ),
      { numRuns: 300 },
    )
    expect(reached.filter(what => what !== 'bursts.list')).toEqual([])
  })

  it('tells code, message and remedy of an error, and nothing that a provider said', async () => {
    const cause = new Error('token=secret')
    const failing = new BurstError(
      'provider',
      [{ code: 'c', message: 'm', remedy: 'r', details: { body: 'secret' } }],
      { cause },
    )
    const { hear, window } = bridge({ call: async () => await Promise.reject(failing) })
    const reply = await hear(window.event(), CALL)
    expect(reply).toEqual({
      ok: false,
      error: { exit: 'provider', problems: [{ code: 'c', message: 'm', remedy: 'r' }] },
    })
  })

  it('follows a stream until the page leaves it, or is gone', async () => {
    const { hear, forget, window } = bridge()
    const subscribe = { kind: 'subscribe', id: 's1', name: 'events', input: { since: 0 } }
    expect(await hear(window.event(), subscribe)).toEqual({ ok: true, value: null })
    await until(() => window.sent.length > 3)
    expect(window.sent[0]).toMatchObject({ kind: 'event', id: 's1', event: { seq: 1 } })
    await hear(window.event(), { kind: 'unsubscribe', id: 's1' })
    await quiet(window)
    await hear(window.event(), { ...subscribe, id: 's2' })
    await until(() => window.sent.some(message => (message as { id: string }).id === 's2'))
    forget(window.contents.id)
    await quiet(window)
  })

  it('refuses more streams than a page needs, and two of one name', async () => {
    const { hear, forget, window } = bridge()
    const ask = async (id: string) => await hear(window.event(), { kind: 'subscribe', id, name: 'bursts', input: {} })
    expect(await ask('a')).toMatchObject({ ok: true })
    expect(await ask('a')).toMatchObject({ ok: false })
    const replies = []
    for (let count = 0; count < 80; count++) replies.push(await ask(`n${count}`))
    expect(replies.filter(({ ok }) => ok)).toHaveLength(63)
    forget(window.contents.id)
  })

  it('sends on one channel alone', () => {
    expect(EVENT_CHANNEL).toBe('burst:event')
  })

  async function until(holds: () => boolean): Promise<void> {
    for (let turn = 0; turn < 2000 && !holds(); turn++) await new Promise(resolve => setTimeout(resolve, 1))
    expect(holds()).toBe(true)
  }

  /** Nothing more is told, but perhaps what was under way. */
  async function quiet(window: FakeWindow): Promise<void> {
    await new Promise(resolve => setTimeout(resolve, 10))
    const { length } = window.sent
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(window.sent.length).toBe(length)
  }
})
