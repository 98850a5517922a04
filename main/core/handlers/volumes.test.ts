import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { BurstState } from '../../../common/bursts/state.ts'
import { BurstError } from '../../../common/errors.ts'
import type { KeptVolume, Provider, VolumeCreated } from '../providers/provider.ts'
import { createFakeProvider } from '../providers/testing/fake-provider.ts'
import { openDatabase, type Db } from '../storage/database.ts'
import { listModelVolumes } from '../storage/model-volumes.ts'
import { instanceNames } from '../watchdog/names.ts'
import type { Parts } from './parts.ts'
import { volumeHandlers } from './volumes.ts'

const never = new AbortController().signal
let attempts = 0
const identity = instanceNames({
  install: '0a1b2c3d',
  random: () => Buffer.from((attempts += 1).toString(16).padStart(16, '0'), 'hex'),
  mac: text => Buffer.from(text.padEnd(32)).subarray(-32),
})

let db: Db
let kept: KeptVolume[]
let answer: VolumeCreated['kind']
let isStopped: boolean
let now: number
let unfinished: BurstState[]
/** What the database knew when the request arrived. */
let knownAtRequest: unknown[]

beforeEach(() => {
  db = openDatabase(':memory:')
  kept = []
  answer = 'created'
  isStopped = false
  now = 1_000_000
  unfinished = []
})
afterEach(() => db.close())

function handlers() {
  const clock = { now: () => now, sleep: async () => undefined }
  const { provider: plain } = createFakeProvider(clock)
  const provider: Provider = {
    ...plain,
    volumes: {
      size: { least: 10e9, most: 100e9 },
      attach: null,
      isReachable: () => true,
      pricePerMonth: async () => ({ kind: 'answer', value: null }),
      create: async ({ name, region, bytes }) => {
        knownAtRequest = listModelVolumes(db)
        const id = `v-${kept.length + 1}`
        if (answer !== 'rejected') kept.push({ id, name, region, bytes, pricePerMonth: null })
        if (answer === 'created') return { kind: answer, volumeId: id }
        return { kind: answer, message: 'of whatever' }
      },
      list: async () => ({ kind: 'answer', value: kept }),
      remove: async id => {
        kept = kept.filter(volume => volume.id !== id)
        return { kind: 'answer', value: null }
      },
    },
  }
  const providers = { all: () => [provider], chosen: () => [provider], of: () => provider }
  return volumeHandlers({
    db,
    identity,
    providers,
    service: { unfinished: () => unfinished },
    latch: { isSet: () => isStopped },
    wallNow: () => now,
  } as unknown as Parts)
}

const wanted = { provider: 'fake', region: 'gra', bytes: 20e9, label: 'models' }
const states = async () =>
  (await handlers()['volumes.list'](undefined, never)).volumes.map(one => [one.label, one.state])
const codeOf = async (work: Promise<unknown>) =>
  await work.then(
    () => 'nothing',
    (error: unknown) => (error instanceof BurstError ? error.problems[0]?.code : String(error)),
  )

describe('a model volume', () => {
  test('is written down before it is asked for, listed, and gone when it is deleted', async () => {
    const { id } = await handlers()['volumes.create'](wanted, never)
    expect(knownAtRequest).toMatchObject([{ label: 'models', volumeId: null, bytes: 20e9 }])
    expect(listModelVolumes(db)).toMatchObject([{ label: 'models', volumeId: id }])
    expect(await states()).toEqual([['models', 'ready']])
    await handlers()['volumes.delete']({ volume: 'models' }, never)
    expect([kept, listModelVolumes(db), await states()]).toEqual([[], [], []])
  })

  test('whose answer was lost is one that may cost, until its seller shows it', async () => {
    answer = 'unknown'
    expect(await codeOf(handlers()['volumes.create'](wanted, never))).toBe('volume-unknown')
    const [made] = kept.splice(0)
    expect(await states()).toEqual([['models', 'unknown']])
    if (made) kept.push(made)
    expect(await states()).toEqual([['models', 'ready']])
    expect(listModelVolumes(db)).toMatchObject([{ volumeId: 'v-1' }])
  })

  test('whose answer was lost, and that never came, can be forgotten', async () => {
    answer = 'unknown'
    await codeOf(handlers()['volumes.create'](wanted, never))
    kept = []
    expect(await codeOf(handlers()['volumes.delete']({ volume: 'models' }, never))).toBe('volume-not-seen')
    expect(await states()).toEqual([['models', 'unknown']])
    now += 11 * 60_000
    expect(await states()).toEqual([['models', 'missing']])
    await handlers()['volumes.delete']({ volume: 'models' }, never)
    expect(await states()).toEqual([])
  })

  test('that is refused, or must not be asked for, leaves nothing', async () => {
    answer = 'rejected'
    expect(await codeOf(handlers()['volumes.create'](wanted, never))).toBe('volume-refused')
    isStopped = true
    answer = 'created'
    expect(await codeOf(handlers()['volumes.create'](wanted, never))).toBe('stop-latch')
    expect(await codeOf(handlers()['volumes.create']({ ...wanted, bytes: 1e9 }, never))).toBe('volume-size')
    expect([kept, listModelVolumes(db)]).toEqual([[], []])
  })

  test('of somebody else is not shown and cannot be named; one that this home forgot is ours all the same', async () => {
    kept = [
      { id: 'theirs', name: 'models', region: 'gra', bytes: 50e9, pricePerMonth: null },
      {
        id: 'forged',
        name: 'burst-0a1b2c3d-00000000000000ff-0000000000',
        region: 'gra',
        bytes: 1,
        pricePerMonth: null,
      },
      { id: 'ours', name: identity.instanceName('00000000000000aa'), region: 'gra', bytes: 20e9, pricePerMonth: null },
    ]
    expect(await states()).toEqual([[identity.instanceName('00000000000000aa'), 'ready']])
    for (const volume of ['theirs', 'models', 'forged'])
      expect(await codeOf(handlers()['volumes.delete']({ volume }, never))).toBe('no-such-volume')
    await handlers()['volumes.delete']({ volume: 'ours' }, never)
    expect(kept.map(({ id }) => id)).toEqual(['theirs', 'forged'])
  })

  test('that an instance has mounted is not deleted', async () => {
    const { id } = await handlers()['volumes.create'](wanted, never)
    const lane = (kind: string) => ({ offer: 0, phase: { kind } })
    const stateOf = (kind: string) =>
      ({ plan: { provider: 'fake', offers: [{ volume: id }] }, lanes: [lane(kind)] }) as unknown as BurstState
    unfinished = [stateOf('running')]
    expect(await states()).toEqual([['models', 'in-use']])
    expect(await codeOf(handlers()['volumes.delete']({ volume: 'models' }, never))).toBe('volume-in-use')
    unfinished = [stateOf('gone')]
    expect(await states()).toEqual([['models', 'ready']])
  })

  test('of a name that two have is not guessed', async () => {
    await handlers()['volumes.create'](wanted, never)
    await handlers()['volumes.create'](wanted, never)
    expect(await codeOf(handlers()['volumes.delete']({ volume: 'models' }, never))).toBe('several-volumes')
    expect(kept).toHaveLength(2)
  })
})
