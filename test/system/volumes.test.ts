import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../common/bursts/events.ts'
import type { VolumeProposals, VolumeView } from '../../common/contract.ts'
import { CHECKPOINT as TENSORS, put, safetensors } from '../../main/core/models/testing/model-files.ts'
import { CHECKPOINT, TestHome, writeJob } from './support/test-home.ts'

let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  await home.furnish(600)
})
afterEach(() => home.end())

test('models that one burst brings to a volume are not sent by the next, until it is deleted', async () => {
  put(path.join(home.root, 'models'), CHECKPOINT, safetensors(TENSORS, 0, { note: 'x'.repeat(100_000) }))
  await home.json(['models', 'scan', path.join(home.root, 'models')])
  const job = writeJob(home, { count: 4 })
  const run = ['run', job, '--provider', 'sandbox', '--strategy', 'volume', '--gpu', 'l4']
  const volumes = async () => await home.json<VolumeView[]>(['volumes', 'list'])
  expect(await home.burst(...run)).toMatchObject({ code: 2, stderr: expect.stringContaining('burst volumes create') })

  // On a slow line the sum gains; where a volume is already, none is proposed.
  await home.json(['config', 'set', 'uplink-mbits', '0.0001'])
  const propose = async () => await home.json<VolumeProposals>(['volumes', 'propose', job, '--bursts', '9'])
  expect((await propose()).proposals.map(({ region }) => region)).toContain('gra')
  const create = ['volumes', 'create', job, '--provider', 'sandbox', '--region', 'gra', '--name', 'mine']
  const { id } = await home.json<{ id: string }>(create)
  expect((await propose()).proposals.map(({ region }) => region)).not.toContain('gra')
  expect(await volumes()).toMatchObject([{ id, label: 'mine', region: 'gra', state: 'ready', models: [] }])

  const ways: string[][] = []
  for (let time = 0; time < 2; time += 1) {
    const burst = await home.json<BurstSummary>(run)
    expect(burst).toMatchObject({ state: 'completed', strategy: 'volume', images: { collected: 4 } })
    const events = await home.json<RecordedEvent[]>(['events', burst.id])
    ways.push(events.flatMap(({ event }) => (event.type === 'lane.model-placed' ? [event.how] : [])))
  }
  expect(ways).toEqual([['sent'], ['cached']])
  expect(await volumes()).toMatchObject([{ state: 'ready', models: [{ name: CHECKPOINT }] }])
  const { instances, leftovers } = await home.instances()
  expect([instances, leftovers]).toMatchObject([[], [{ kind: 'volume', id, region: 'gra' }]])

  await home.json(['volumes', 'delete', 'mine', '--confirm'])
  expect([await volumes(), (await home.instances()).leftovers]).toEqual([[], []])
})
