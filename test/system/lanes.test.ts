import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import { renderedTwice, TestHome, writeJob } from './support/test-home.ts'

let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  await home.furnish(60)
  // The second machine may come up later, and is to find work all the same.
  home.pace(20)
})
afterEach(() => home.end())

describe('two lanes', () => {
  test('share the work', async () => {
    const job = writeJob(home, { count: 20 })
    const burst = await home.json<BurstSummary>(['run', job, '--provider', 'sandbox', '--lanes', '2'])
    expect(burst.images.collected).toBe(20)
    expect(burst.lanes).toHaveLength(2)
    for (const lane of burst.lanes) expect(lane.images).toBeGreaterThan(0)
    expect(renderedTwice(home.renderedSeeds())).toEqual([])
  })

  test('one preempted in mid-job: the other makes the rest', async () => {
    const job = writeJob(home, { count: 40 })
    const run = home.start(['run', job, '--provider', 'sandbox', '--lanes', '2', '--json'])
    await home.until('both lanes brought pictures', async () => {
      const [burst] = await home.bursts()
      return burst?.lanes.filter(lane => lane.images >= 2).length === 2
    })
    await home.strike('preempt')
    const ended = await run.ended
    expect(ended, ended.stderr).toMatchObject({ code: 0 })
    const burst = JSON.parse(ended.stdout) as BurstSummary
    expect(burst.images).toMatchObject({ collected: 40, failed: 0 })
    expect(burst.lanes.every(lane => lane.confirmedGone)).toBe(true)
    // What was made on the lost machine and was not yet home is gone with it; nothing that came home is made again.
    const { images } = burst
    expect(home.renderedSeeds().length - images.collected).toBeLessThanOrEqual(4)
    expect((await home.instances()).instances).toEqual([])
  })
})

test('a machine with two cards makes two pictures at a time', async () => {
  home.pace(20, { cards: 2 })
  const job = writeJob(home, { count: 16 })
  const burst = await home.json<BurstSummary>(['run', job, '--provider', 'sandbox'])
  expect(burst).toMatchObject({ state: 'completed', images: { collected: 16, failed: 0 } })
  expect(burst.lanes).toHaveLength(1)
  expect(renderedTwice(home.renderedSeeds())).toEqual([])
  const events = await home.ask(
    async api => await api.call('events.page', { burstId: burst.id, since: 0, limit: 1000 }),
  )
  const spans = events.flatMap(({ event }) => (event.type === 'item.made' && event.gpu ? [event.gpu] : []))
  const atOnce = spans.filter(([start], at) =>
    spans.some(([from, to], other) => other !== at && from < start && start < to),
  )
  expect(atOnce.length).toBeGreaterThan(4)
})
