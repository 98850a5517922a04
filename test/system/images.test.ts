import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { BurstSummary } from '../../common/bursts/burst-view.ts'
import type { RecordedEvent } from '../../common/bursts/events.ts'
import type { ImageView } from '../../common/contract.ts'
import { CHECKPOINT as TENSORS, put, safetensors } from '../../main/core/models/testing/model-files.ts'
import { CHECKPOINT, TestHome, writeJob } from './support/test-home.ts'

let home: TestHome

beforeEach(async () => {
  home = new TestHome()
  await home.furnish(600)
})
afterEach(() => home.end())

const runArgs = (count = 4) => ['run', writeJob(home, { count }), '--provider', 'sandbox']
const images = async () => await home.json<ImageView[]>(['images', 'list'])

test('a prepared image is built, bursts start from it in less time, and it is deleted with what it costs', async () => {
  put(path.join(home.root, 'models'), CHECKPOINT, safetensors(TENSORS))
  await home.json(['models', 'scan', path.join(home.root, 'models')])
  const refused = await home.burst(...runArgs(), '--strategy', 'image')
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('burst images build --provider sandbox') })

  const built = await home.json<BurstSummary>(['images', 'build', '--provider', 'sandbox', '--region', 'gra'])
  expect(built).toMatchObject({ state: 'completed', images: { requested: 1, collected: 1 } })
  const [image, ...others] = await images()
  expect(others).toEqual([])
  expect(image).toMatchObject({ provider: 'sandbox', label: 'plain', region: 'gra', state: 'ready', usable: true })
  expect(image?.pricePerMonth).toMatchObject({ currency: 'EUR', simulated: true })
  const { instances, leftovers } = await home.instances()
  expect(instances).toEqual([])
  expect(leftovers).toMatchObject([{ kind: 'snapshot', id: image?.id }])

  const burst = await home.json<BurstSummary>([...runArgs(), '--strategy', 'image'])
  expect(burst).toMatchObject({ state: 'completed', strategy: 'image', images: { collected: 4 } })
  // Its model is in the image: it is not sent again.
  const placed = (await home.json<RecordedEvent[]>(['events', burst.id])).flatMap(({ event }) =>
    event.type === 'lane.model-placed' ? [event.how] : [],
  )
  expect(placed).toEqual(['cached'])

  await home.json(['images', 'delete', image?.id ?? '', '--confirm'])
  expect(await images()).toEqual([])
})

test('an image that cannot be kept costs no picture, and is said', async () => {
  await home.strike('no-image')
  const ran = await home.burst(
    'run',
    writeJob(home, { count: 2 }),
    '--provider',
    'sandbox',
    '--keep-image',
    'mine',
    '--json',
  )
  expect(ran.code).toBe(3)
  const burst = JSON.parse(ran.stdout) as BurstSummary
  expect(burst).toMatchObject({ state: 'incomplete', images: { collected: 2 } })
  expect(burst.message).toContain('no more images')
  expect(await images()).toEqual([])
  expect((await home.instances()).instances).toEqual([])
})
