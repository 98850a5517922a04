import { expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'

test('sandbox faults are listed in the help, and another one is refused by name', async () => {
  expect((await runWith(['help', 'sandbox'])).out).toMatch(/^ {2}preempt +a running machine is taken back$/m)
  const refused = await runWith(['sandbox', 'fault', 'earthquake'])
  expect(refused).toMatchObject({ code: 2, err: expect.stringMatching(/earthquake.*no-stock/) })
})

test('sandbox shutdown needs no engine', async () => {
  const { safety } = {
    safety: {
      kill: never,
      killAll: never,
      clearAccount: never,
      unlatch: never,
      shutdownSandbox: async () => undefined,
    },
  }
  expect(await runWith(['sandbox', 'shutdown', '--json'], { host: { safety } })).toMatchObject({ code: 0, did: [] })
})

async function never(): Promise<never> {
  throw new Error('not asked for')
}

test('sandbox shows its state, also after a change', async () => {
  const status = {
    speed: 60,
    clock: '2026-11-25T02:00:00.000Z',
    faults: [{ name: 'no-stock', left: 2 }],
    instances: [],
    made: 4,
  }
  const calls = { 'sandbox.status': () => status, 'sandbox.fault': () => status, 'sandbox.speed': () => status }
  expect((await runWith(['sandbox'], { calls })).out).toContain('no-stock (2 more)')
  const faulted = await runWith(['sandbox', 'fault', 'no-stock', '--count', '2', '--json'], { calls })
  expect(faulted.calls).toEqual([['sandbox.fault', { name: 'no-stock', count: 2 }]])
  expect(JSON.parse(faulted.out)).toEqual(status)
  expect((await runWith(['sandbox', 'speed', '600'], { calls })).calls).toEqual([['sandbox.speed', { speed: 600 }]])
})
