import { expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'

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
