import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SETTINGS, type Settings } from '../../../common/settings.ts'
import { createFakeProvider } from '../providers/testing/fake-provider.ts'
import { appendAudit } from '../storage/audit-store.ts'
import { openDatabase, type Db } from '../storage/database.ts'
import { identityOf, nextName } from '../watchdog/testing/identities.ts'
import { accountLooks } from './account-looks.ts'
import { carryOut } from './check.ts'
import { machineLooks } from './machine-looks.ts'

const US = identityOf('0123abcd')
const NOW = Date.UTC(2026, 10, 26)
const never = new AbortController().signal
const clock = { now: () => NOW, sleep: async () => undefined }
const DEFAULTS = Object.fromEntries(
  Object.entries(SETTINGS).map(([key, { default: value }]) => [key, value]),
) as unknown as Settings

let folder: string
let db: Db
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'burst-doctor-'))
  db = openDatabase(path.join(folder, 'burst.db'))
})
afterEach(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

async function machine(change: { root?: string; python?: string } = {}) {
  const looks = machineLooks({
    home: { root: change.root ?? folder, database: path.join(folder, 'burst.db') },
    db,
    env: { BURST_PYTHON: change.python ?? 'python3' },
    secrets: async () => ({ store: { kind: 'file' } as never, why: 'secrets are in a file' }),
    sessions: folder,
  })
  return new Map((await carryOut(looks, never)).map(check => [check.check, check]))
}

type World = { set?: Partial<Settings>; latched?: boolean; orphan?: boolean; broken?: boolean }

async function accounts({ set = {}, latched = false, orphan = false, broken = false }: World = {}) {
  const fake = createFakeProvider(clock, { id: 'runpod', simulated: false })
  if (orphan) fake.add(nextName(US), { createdAt: NOW - 1e6 })
  const trouble = { kind: 'trouble', trouble: { reason: 'auth', message: 'the key is not good' } } as const
  const provider = broken ? { ...fake.provider, verifyCredentials: async () => trouble } : fake.provider
  const looks = accountLooks({
    settings: () => ({ ...DEFAULTS, ...set }),
    providers: [provider],
    isLatched: () => latched,
    query: { identity: US, burstOfAttempt: () => null, endByOfAttempt: () => null, wallNow: () => NOW },
  })
  return new Map((await carryOut(looks, never)).map(check => [check.check, check]))
}

describe('the doctor', () => {
  test('finds this machine in order', async () => {
    const found = await machine()
    for (const name of ['home', 'database', 'audit trail', 'secrets', 'python for the practice cloud'])
      expect(found.get(name)).toMatchObject({ ok: true })
  })

  test('names what is missing or broken, with what to do', async () => {
    appendAudit(db, [{ at: 0, actor: 'user', action: 'create', target: 'x', detail: {} }])
    db.exec(`UPDATE audit SET target = 'y'`)
    const found = await machine({ python: '/nowhere/python', root: path.join(folder, 'missing') })
    expect(found.get('python for the practice cloud')).toMatchObject({
      ok: false,
      remedy: expect.stringContaining('3.10'),
    })
    expect(found.get('audit trail')).toMatchObject({ ok: false, detail: expect.stringContaining('line 1') })
    expect(found.get('home')).toMatchObject({ ok: false, detail: expect.stringContaining('ENOENT') })
  })

  test.each<[string, World, string]>([
    ['an instance that nobody looks after', { orphan: true }, 'instances'],
    ['keys that do not work', { broken: true }, 'credentials of runpod'],
    ['a latch that forbids everything', { latched: true }, 'stop latch'],
    ['no rate for a seller in dollars', {}, 'exchange rates'],
    ['an old rate', { set: { 'exchange-rates': 'USD 0.9 2026-01-01' } }, 'exchange rates'],
  ])('finds %s', async (_, world, name) => {
    expect((await accounts(world)).get(name)).toMatchObject({ ok: false, remedy: expect.any(String) })
  })

  test('finds accounts in order', async () => {
    const found = await accounts({ set: { 'exchange-rates': 'USD 0.9 2026-11-20', 'budget-daily': 5 } })
    expect([...found.values()].filter(({ ok }) => !ok)).toEqual([])
  })
})
