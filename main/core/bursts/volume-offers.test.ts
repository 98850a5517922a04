import { expect, test } from 'vitest'
import { BurstError } from '../../../common/errors.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import type { Offer, Provider } from '../providers/provider.ts'
import type { ModelVolume } from '../storage/model-volumes.ts'
import { offerOf } from './testing/plans.ts'
import { volumeFor, volumeOffers } from './volume-offers.ts'

const GB = 1e9
const model = (name: string, bytes: number): NeededModel => ({
  folder: 'checkpoints',
  name,
  sha256: name.padEnd(64, '0'),
  bytes,
})
const LARGE = model('a', 7 * GB)
const SMALL = model('b', GB)

function volume(volumeId: string, more: Partial<ModelVolume> = {}): ModelVolume {
  const plain = { provider: 'disks', name: volumeId, label: volumeId, region: 'gra', bytes: 20 * GB, createdAt: 1 }
  return { ...plain, volumeId, models: [], ...more }
}

const offer = (provider: string, region = 'gra'): Offer => offerOf(`${provider} ${region}`, { provider, region })
const volumes = { isReachable: (at: Offer, region: string) => at.region === region }
const PROVIDERS: Readonly<Record<string, unknown>> = { disks: { volumes }, plain: { volumes: null } }
const using = (there: readonly ModelVolume[], inUse: readonly string[] = []) => ({
  volumes: there,
  inUse: new Set(inUse),
  providerOf: (id: string) => (PROVIDERS[id] as Provider | undefined) ?? null,
  models: [LARGE, SMALL],
})

function codeOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (error instanceof BurstError) return error.problems[0]?.code
  }
  throw new Error('nothing was refused')
}

test('an offer gets the volume on which least is missing, in its region and at its seller', () => {
  const there = [
    volume('empty', { createdAt: 9 }),
    volume('has-small', { models: [SMALL] }),
    volume('has-large', { models: [LARGE] }),
    volume('elsewhere', { region: 'waw', models: [LARGE, SMALL] }),
    volume('of-another', { provider: 'plain', models: [LARGE, SMALL] }),
  ]
  const found = volumeOffers([offer('disks'), offer('disks', 'bhs'), offer('plain')], using(there))
  expect(found).toMatchObject([{ id: 'disks gra', volume: 'has-large', hasModels: [LARGE.sha256] }])
})

test('one that grows has room for anything; another one for what its file system leaves', () => {
  const room = (bytes: number | null, models: readonly NeededModel[] = []) =>
    volumeFor(offer('disks'), using([volume('v', { bytes, models: [...models] })])).length
  expect(room(null)).toBe(1)
  expect(room(8.5 * GB)).toBe(1)
  expect(room(8 * GB)).toBe(0)
  // What is there already needs no room, and what else is there takes some.
  expect(room(8 * GB, [LARGE])).toBe(0)
  expect(room(9 * GB, [LARGE])).toBe(1)
  expect(room(9 * GB, [model('other', 2 * GB)])).toBe(0)
})

test('why there is none is said', () => {
  const offers = [offer('disks')]
  expect(codeOf(() => volumeOffers(offers, using([])))).toBe('no-volume')
  expect(codeOf(() => volumeOffers(offers, using([volume('v')], ['disks v'])))).toBe('volume-in-use')
  expect(codeOf(() => volumeOffers(offers, using([volume('v', { bytes: GB })])))).toBe('volume-full')
  expect(volumeOffers([], using([]))).toEqual([])
})
