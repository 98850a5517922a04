import { describe, expect, test } from 'vitest'
import type { WatchNews } from '../../../common/watchdog/news.ts'
import { runWith } from '../testing/fake-host.ts'
import { streamsOf } from '../testing/streams.ts'

const news = (change: Partial<WatchNews>): WatchNews => ({
  at: '2026-11-26T02:00:00.000Z',
  type: 'looked',
  provider: 'ovh',
  instanceId: null,
  rule: null,
  message: '1 instances, 1 of them ours',
  ...change,
})
const ending = news({ type: 'ending', instanceId: 'i-1', rule: 'finished', message: 'its work is over' })
const gone = news({ type: 'gone', instanceId: 'i-1', rule: 'finished', message: 'it is seen gone' })

const announced = {
  provider: 'ovh',
  instanceId: 'i-2',
  rule: 'idle' as const,
  message: 'no picture for 60 minutes',
  since: '2026-11-26T02:00:00.000Z',
  endsAt: '2026-11-26T02:01:00.000Z',
  keptUntil: null,
}

describe('watch', () => {
  test('--once looks without driving, and prints one object a line', async () => {
    const ran = await runWith(['--json', 'watch', '--once'], {
      calls: { 'watchdog.look': () => ({ news: [news({}), ending, gone], announced: [] }) },
    })
    expect(
      ran.out
        .trim()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([news({}), ending, gone])
    expect(ran.did[0]).toMatch(/ look$/)
    expect(ran.code).toBe(0)
  })

  test.each([
    ['what is not seen gone', [ending]],
    ['a provider that did not answer', [news({ type: 'trouble', message: 'no route' })]],
  ])('--once: %s is trouble', async (_, told) => {
    const ran = await runWith(['watch', '--once'], {
      calls: { 'watchdog.look': () => ({ news: told, announced: [] }) },
    })
    expect(ran.code).toBe(5)
  })

  test('--once says what will be ended, and how to stop that', async () => {
    const ran = await runWith(['watch', '--once'], {
      calls: { 'watchdog.look': () => ({ news: [], announced: [announced] }) },
    })
    expect(ran.err).toContain('it is ended at 2026-11-26T02:01:00.000Z. Stop that with `burst watch keep i-2`.')
  })

  test('goes on until Ctrl-C, as the engine where there is none', async () => {
    const interrupt = new AbortController()
    const ran = await runWith(['watch'], {
      subscribe: streamsOf({ watchdog: [news({}), ending], said: index => index === 1 && interrupt.abort() }),
      host: { interrupts: { first: interrupt.signal, second: new AbortController().signal } },
    })
    expect(ran.did[0]).toMatch(/ drive$/)
    expect(ran.out).toContain('2026-11-26T02:00:00.000Z  ending  ovh  i-1  (finished)  its work is over')
    expect(ran.code).toBe(130)
  })

  test('keep stops an end', async () => {
    const kept = { ...announced, keptUntil: '2026-11-26T03:00:00.000Z' }
    const ran = await runWith(['watch', 'keep', 'i-2', '--seconds', '600'], {
      calls: { 'watchdog.keep': () => [kept] },
    })
    expect(ran.calls).toEqual([['watchdog.keep', { instanceId: 'i-2', seconds: 600 }]])
    expect(ran.out).toContain('it is kept until 2026-11-26T03:00:00.000Z')
  })
})
