import { describe, expect, test } from 'vitest'
import type { InstancesResult } from '../../../common/contract.ts'
import { runWith, type Prepared } from '../testing/fake-host.ts'

const answered = { provider: 'sandbox', ok: true, askedAt: '2026-11-25T02:00:00.000Z' }
const silent = { ...answered, ok: false, error: 'it did not answer within 10 s' }

const found = (providers: InstancesResult['providers']): Prepared => ({
  calls: { 'instances.list': () => ({ instances: [], leftovers: [], providers }) },
})

describe('instances', () => {
  test('say who was asked', async () => {
    expect(await runWith(['instances'], found([answered]))).toMatchObject({
      code: 0,
      out: 'No instance.\nasked: sandbox\n',
    })
  })

  test('of a provider that did not answer are unknown, and that is exit 5', async () => {
    const ran = await runWith(['instances'], found([silent]))
    expect(ran).toMatchObject({ code: 5, out: 'No instance.\nno provider could be asked\n' })
    expect(ran.err).toContain('sandbox could not be asked: it did not answer')
  })

  test('of others are asked for with --all', async () => {
    expect((await runWith(['instances', '--all'], found([answered]))).calls).toEqual([
      ['instances.list', { all: true }],
    ])
  })
})
