import { expect, test } from 'vitest'
import { BurstError } from '../../../common/errors.ts'
import type { NeededModel } from '../../../common/models/needed.ts'
import type { Offer, Provider } from '../providers/provider.ts'
import type { PreparedImage } from '../storage/prepared-images.ts'
import { keepingOffers, preparedOffers } from './prepared-offers.ts'
import { offerOf } from './testing/plans.ts'

const model = (name: string, bytes: number): NeededModel => ({
  folder: 'checkpoints',
  name,
  sha256: name.padEnd(64, '0'),
  bytes,
})
const LARGE = model('a', 7e9)
const SMALL = model('b', 1e9)

function image(imageId: string, more: Partial<PreparedImage> = {}): PreparedImage {
  return {
    provider: 'machines',
    imageId,
    name: imageId,
    label: imageId,
    region: 'gra',
    gpu: 'H100',
    setup: 'this one',
    models: [],
    bytes: null,
    burstId: 'b',
    createdAt: 1,
    ...more,
  }
}

function offer(provider: string, region = 'gra'): Offer {
  return offerOf(`${provider} ${region}`, { provider, region, gpu: 'H100' })
}

const PROVIDERS: Readonly<Record<string, unknown>> = {
  machines: { images: {}, facts: { startsFrom: 'disks' } },
  plain: { images: null, facts: { startsFrom: 'disks' } },
  containers: { images: null, facts: { startsFrom: 'containers' } },
}
const providerOf = (id: string) => (PROVIDERS[id] as Provider | undefined) ?? null
const MODELS = [LARGE, SMALL]

function prepared(images: readonly PreparedImage[], offers: readonly Offer[], containerImage = '') {
  return preparedOffers(offers, { images, containerImage, providerOf, models: MODELS }).map(one => [one.id, one.image])
}

function problemOf(run: () => unknown) {
  try {
    run()
  } catch (error) {
    if (error instanceof BurstError) return error.problems[0]
  }
  throw new Error('nothing was refused')
}

test('an offer starts from the image that has most of the models, then from the newest; other regions have none', () => {
  const images = [
    image('newest', { createdAt: 9 }),
    image('small', { models: [SMALL], createdAt: 8 }),
    image('large', { models: [LARGE] }),
    image('elsewhere', { region: 'waw', models: MODELS }),
  ]
  expect(prepared(images, [offer('machines'), offer('machines', 'rbx')])).toEqual([['machines gra', 'large']])
  expect(prepared(images.slice(0, 1), [offer('machines')])).toEqual([['machines gra', 'newest']])
})

test('containers start from the image of the setting, and from none without it', () => {
  expect(prepared([], [offer('containers')], 'you/burst:1')).toEqual([['containers gra', 'you/burst:1']])
  expect(problemOf(() => prepared([], [offer('containers')]))?.code).toBe('no-image')
})

test('without any it is said how one is made', () => {
  expect(problemOf(() => prepared([], [offer('machines')]))).toMatchObject({
    code: 'no-image',
    remedy: expect.stringContaining('burst images build --provider machines'),
  })
})

test('a disk is kept where that can be done, and else it is said what to do instead', () => {
  expect(keepingOffers([offer('machines'), offer('plain')], providerOf).map(({ provider }) => provider)).toEqual([
    'machines',
  ])
  expect(problemOf(() => keepingOffers([offer('containers')], providerOf))?.remedy).toContain('burst images dockerfile')
  expect(problemOf(() => keepingOffers([offer('plain')], providerOf))?.remedy).toContain('ovh')
})
