import { expect, test } from 'vitest'
import { memoryStore } from '../../core/storage/secrets/testing/memory-store.ts'
import { runWith } from '../testing/fake-host.ts'

const KEY = 'rpa_0123456789'
const view = (provider: string, more = {}) => ({
  provider,
  configured: true,
  ok: true,
  rights: ['reads pods'],
  fields: [],
  deadMan: 'none' as const,
  ...more,
})
const money = { amount: 2.89, currency: 'USD', taxIncluded: false, simulated: false }
const INSTANCE = {
  state: 'running',
  billing: 'full' as const,
  whose: 'foreign' as const,
  burstId: null,
  createdAt: '2026-11-26T00:00:00.000Z',
  uptimeSeconds: 10,
  cost: null,
  endBy: null,
  deadMan: 'none',
}
const calls = {
  'providers.list': () => [view('runpod')],
  'instances.list': () => ({
    instances: [
      { ...INSTANCE, id: 'p1', provider: 'runpod', name: 'mine', state: 'running', pricePerHour: money },
      { ...INSTANCE, id: 'x1', provider: 'vast', name: 'other', state: 'running', pricePerHour: null },
    ],
    leftovers: [
      {
        provider: 'runpod',
        kind: 'volume' as const,
        id: 'v1',
        name: 'models',
        region: null,
        bytes: 50e9,
        pricePerMonth: { ...money, amount: 3.5 },
      },
    ],
    providers: [],
  }),
}

function secretsIn(held: Map<string, string>) {
  return async () => ({ store: memoryStore(held), why: 'in the keyring' })
}

test('login keeps the key, shows it nowhere, and says what is on the account', async () => {
  const held = new Map<string, string>()
  const host = { env: { RUNPOD_API_KEY: KEY }, openSecrets: secretsIn(held) }
  const ran = await runWith(['providers', 'login', 'runpod', '--from-env'], { calls, host })
  expect(ran.code).toBe(0)
  expect(Object.fromEntries(held)).toEqual({ 'provider/runpod/api_key': KEY })
  expect(ran.did).toContain('logged in runpod')
  expect(ran.out).toMatch(/credentials are good.*\nOn the account: 1 instances, 1 disks/)
  expect(ran.out).toContain('volume v1  models  US$3.50 a month')
  expect(ran.out).not.toContain('other')
  expect(ran.out + ran.err).not.toContain(KEY)
})

test('credentials that are refused are trouble, in the words of the provider', async () => {
  const host = { env: { RUNPOD_API_KEY: KEY }, openSecrets: secretsIn(new Map()) }
  const refused = {
    ...calls,
    'providers.list': () => [view('runpod', { ok: false, error: 'RunPod answered 401: no' })],
  }
  const ran = await runWith(['providers', 'login', 'runpod', '--from-env'], { calls: refused, host })
  expect(ran).toMatchObject({ code: 5, out: expect.stringContaining('RunPod answered 401: no') })
})

test.each([
  [['providers', 'login', 'azure'], 'unknown-provider'],
  [['providers', 'logout', 'sandbox'], 'unknown-provider'],
  [['providers', 'login', 'lambda', '--from-env'], 'nothing-in-environment'],
  [['providers', 'login', 'ovh'], 'ovh-login'],
])('%j is a mistake', async (args, code) => {
  const ran = await runWith([...args, '--json'], { host: { env: {}, openSecrets: secretsIn(new Map()) } })
  expect(ran.code).toBe(2)
  expect(JSON.parse(ran.out).error.code).toBe(code)
})

test('the list says who is set up, and a test of one that is not is trouble', async () => {
  const none = view('vast', {
    configured: false,
    ok: false,
    rights: [],
    fields: [{ field: 'api_key', variable: 'VAST_API_KEY', about: 'API key', isSecret: true }],
  })
  const both = { 'providers.list': () => [view('runpod'), none] }
  const listed = await runWith(['providers'], { calls: both })
  expect(listed.code).toBe(0)
  expect(listed.out).toMatch(/runpod +good +reads pods/)
  expect(listed.out).toMatch(/vast +none +burst providers login vast, or VAST_API_KEY/)
  const json = JSON.parse((await runWith(['providers', '--json'], { calls: both })).out)
  expect(json[0]).toEqual({ provider: 'runpod', configured: true, ok: true, rights: ['reads pods'] })
  expect(await runWith(['providers', 'test', 'vast'], { calls: { 'providers.list': () => [none] } })).toMatchObject({
    code: 5,
  })
})

test('logout forgets, and says which variables are still set', async () => {
  const held = new Map([['provider/vast/api_key', 'k-123456']])
  const ran = await runWith(['providers', 'logout', 'vast'], {
    host: { env: { VAST_API_KEY: 'k' }, openSecrets: secretsIn(held) },
  })
  expect(ran).toMatchObject({ code: 0, err: expect.stringContaining('still set: VAST_API_KEY') })
  expect([held.size, ran.did]).toEqual([0, ['logged out vast']])
})

test('what instances are set up with can be had as a file', async () => {
  expect((await runWith(['images', 'dockerfile'], {})).out).toMatch(/^# Made by .*\nFROM /)
  expect((await runWith(['images', 'script'], {})).out).toMatch(/^#!\/usr\/bin\/env bash\n/)
})
