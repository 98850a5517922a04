import { expect, test } from 'vitest'
import type { ImageView } from '../../../common/contract.ts'
import { runWith } from '../testing/fake-host.ts'

const IMAGE: ImageView = {
  provider: 'ovh',
  id: 'i-1',
  name: 'burst-0a1b2c3d-0000000000000001-9f8e7d6c5b',
  label: 'portraits',
  region: 'GRA11',
  state: 'ready',
  bytes: 42e9,
  pricePerMonth: null,
  setup: 'ComfyUI v1',
  usable: true,
  models: [],
  createdAt: null,
}
const ASKED = { provider: 'ovh', ok: true, askedAt: '2026-11-26T10:00:00.000Z' }
const listing = (images: ImageView[], ok = true) => ({
  calls: {
    'images.list': () => ({
      images,
      providers: [ok ? ASKED : { ...ASKED, ok: false, error: 'it did not answer in time' }],
    }),
  },
})

test('prepared images are listed with what they cost, or that nobody says', async () => {
  const price = { amount: 0.5, currency: 'EUR', taxIncluded: true, simulated: true }
  const practice = { ...IMAGE, provider: 'sandbox', id: 'i-2', label: 'plain', pricePerMonth: price }
  const { out } = await runWith(['images'], listing([IMAGE, practice]))
  expect(out).toMatch(/^portraits +ovh +GRA11 +ready +42(\.0)? GB +\? +0 +i-1$/m)
  expect(out).toMatch(/^plain +sandbox .* €0\.50.* +0 +i-2$/m)
  expect((await runWith(['images', 'list'], listing([]))).out).toContain('burst images build')
})

test('what cannot be started from is said, and why', async () => {
  const { out } = await runWith(
    ['images'],
    listing([
      { ...IMAGE, usable: false },
      { ...IMAGE, state: 'missing' },
    ]),
  )
  expect(out).toContain('made by another version')
  expect(out).toContain('deleted elsewhere')
})

test('with --json it is a list, and a provider that did not answer is exit 5', async () => {
  const ran = await runWith(['images', 'list', '--json'], listing([IMAGE], false))
  expect(ran).toMatchObject({ code: 5, err: expect.stringContaining('ovh could not be asked') })
  expect(JSON.parse(ran.out)).toEqual([IMAGE])
})

test('one is deleted where that is agreed to', async () => {
  const calls = { 'images.delete': () => ({ provider: 'ovh', id: 'i-1' }) }
  const ran = await runWith(['images', 'delete', 'portraits', '--confirm'], { calls })
  expect(ran).toMatchObject({ code: 0, calls: [['images.delete', { image: 'portraits' }]] })
  expect(ran.out).toContain('i-1 is deleted at ovh')
})
