import { expect, test } from 'vitest'
import { runWith } from '../testing/fake-host.ts'
import { euros } from '../testing/samples.ts'

test('an instance that the ledger lost is taken over', async () => {
  const instance = {
    id: 'i-1',
    provider: 'ovh',
    name: 'burst-0',
    state: 'running',
    billing: 'full' as const,
    whose: 'ours' as const,
    burstId: null,
    createdAt: '2026-11-26T02:00:00.000Z',
    uptimeSeconds: 60,
    pricePerHour: euros(3.36, false),
    cost: euros(0.06, false),
    endBy: null,
    deadMan: 'strong',
  }
  const ran = await runWith(['--json', 'adopt', 'i-1'], { calls: { 'instances.adopt': () => instance } })
  expect(ran.calls).toEqual([['instances.adopt', { instanceId: 'i-1' }]])
  expect([ran.code, JSON.parse(ran.out)]).toEqual([0, instance])
})
