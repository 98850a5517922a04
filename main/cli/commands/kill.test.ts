import { describe, expect, test } from 'vitest'
import type { KillReport } from '../../../common/contract.ts'
import { runWith, type Prepared } from '../testing/fake-host.ts'

const answered = { provider: 'sandbox', ok: true, askedAt: '2026-11-25T02:00:00.000Z' }
const silent = { ...answered, ok: false, error: 'it did not answer within 10 s' }

const report: KillReport = {
  terminated: ['i1'],
  alreadyGone: [],
  unconfirmed: [],
  providers: [answered],
  seconds: 41,
}

const safety = (told: KillReport, asked: unknown[] = []): Prepared => ({
  host: {
    safety: {
      kill: async (_home, input) => (asked.push(input), told),
      killAll: async (_home, input) => (asked.push(input), told),
      clearAccount: async (_home, input) => (asked.push(input), told),
      unlatch: async () => ({ latched: false, was: true }),
      shutdownSandbox: cut,
    },
  },
})

async function cut(): Promise<never> {
  throw new Error('Ctrl-C')
}

describe('clear-account', () => {
  test('says what it would end, and ends it only where the name is given once more', async () => {
    const asked: unknown[] = []
    const found = { ...report, terminated: [], unconfirmed: ['theirs-1', 'ours-2'] }
    const dry = await runWith(['clear-account', 'ovh'], safety(found, asked))
    expect(dry).toMatchObject({ code: 0, out: expect.stringMatching(/theirs-1\nours-2\n.*--confirm-name ovh/) })
    const other = await runWith(['clear-account', 'ovh', '--confirm-name', 'vast'], safety(found, asked))
    expect(other).toMatchObject({ code: 2, err: expect.stringContaining('--confirm-name') })
    const done = await runWith(['clear-account', 'ovh', '--confirm-name', 'ovh', '--json'], safety(report, asked))
    expect([done.code, JSON.parse(done.out)]).toEqual([0, report])
    expect(asked).toEqual([
      { provider: 'ovh', isMeant: false },
      { provider: 'ovh', isMeant: true },
    ])
  })
})

describe('kill, kill-all and unlatch', () => {
  test('open no engine', async () => {
    for (const args of [['kill', 'i1', '--confirm'], ['kill-all', '--confirm'], ['unlatch']])
      expect(await runWith(args, safety(report))).toMatchObject({ code: 0, did: [], calls: [] })
  })

  test('say when they are interrupted that nothing is proven', async () => {
    const first = AbortSignal.abort(new Error('Ctrl-C'))
    const interrupts = { first, second: new AbortController().signal }
    const { host } = safety(report)
    const interrupted = {
      ...host,
      interrupts,
      safety: { kill: cut, killAll: cut, clearAccount: cut, unlatch: cut, shutdownSandbox: cut },
    }
    const ran = await runWith(['kill-all', '--confirm'], { host: interrupted })
    expect(ran).toMatchObject({ code: 130, err: expect.stringContaining('may still be billing') })
  })

  test('pass on which instances are meant', async () => {
    const asked: unknown[] = []
    await runWith(['kill', 'i1', '--install', 'abcd1234', '--confirm'], safety(report, asked))
    await runWith(['kill-all', '--provider', 'sandbox', '--drill', '--confirm'], safety(report, asked))
    expect(asked).toEqual([
      { instanceId: 'i1', install: 'abcd1234' },
      { provider: 'sandbox', drill: true },
    ])
  })

  test.each([
    ['an instance is not proven gone', { ...report, unconfirmed: ['i2'] }, 'NOT PROVEN GONE'],
    ['a provider could not be asked', { ...report, providers: [silent] }, 'could not be asked'],
  ])('exit 5 when %s', async (_why, told, text) => {
    const ran = await runWith(['kill-all', '--confirm'], safety(told))
    expect(ran.code).toBe(5)
    expect(ran.out).toContain(text)
    expect(JSON.parse((await runWith(['kill-all', '--confirm', '--json'], safety(told))).out)).toEqual(told)
  })
})
