import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { PlanResult } from '../../common/contract.ts'
import type { RecordedEvent } from '../../common/bursts/events.ts'
import { TestHome, writeJob } from './support/test-home.ts'

let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  // Half an hour of the cloud's clock is longer than these tests take.
  await home.furnish(120, { 'warm-seconds': 3600 })
})
afterEach(() => home.end())

const args = (count: number) => ['run', writeJob(home, { count }), '--provider', 'sandbox', '--strategy', 'warm']

test('an instance is kept after a burst, works for the next one at once, and ends when that is asked for', async () => {
  const first = await home.json<BurstSummary>(args(3))
  expect(first).toMatchObject({ state: 'keeping-warm', images: { collected: 3 } })
  const { instances } = await home.instances()
  expect(instances).toMatchObject([{ burstId: first.id, state: 'running' }])

  const { plan } = await home.json<PlanResult>([...args(4), '--dry-run'])
  expect(plan.offers[0]).toMatchObject({ takes: { burstId: first.id } })
  expect(plan.offers.length).toBeGreaterThan(1)

  const second = await home.json<BurstSummary>(args(4))
  expect(second).toMatchObject({ state: 'keeping-warm', images: { collected: 4 } })
  expect(await home.json<BurstSummary>(['show', first.id])).toMatchObject({
    state: 'completed',
    lanes: [{ state: 'handed' }],
  })
  const events = await home.json<RecordedEvent[]>(['events', second.id])
  expect(events.map(({ event }) => event.type)).not.toContain('lane.created')
  expect((await home.instances()).instances).toMatchObject([{ id: instances[0]?.id, burstId: second.id }])

  await home.json(['finish', second.id])
  await home.until('its end', async () => (await home.json<BurstSummary>(['show', second.id])).endedAt !== null)
  expect((await home.instances()).instances).toEqual([])
  expect(home.renderedSeeds()).toHaveLength(7)
  const ended = await home.json<BurstSummary[]>(['list'])
  expect(ended.map(({ state }) => state)).toEqual(['completed', 'completed'])
})
