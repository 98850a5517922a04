import { expect, test } from 'vitest'
import type { VolumeProposal, VolumeView } from '../../../common/contract.ts'
import { runWith } from '../testing/fake-host.ts'

const EUROS = { currency: 'EUR', taxIncluded: true, simulated: false }
const euros = (amount: number) => ({ amount, ...EUROS })
const VOLUME: VolumeView = {
  provider: 'runpod',
  id: 'v-1',
  name: 'burst-0a1b2c3d-0000000000000001-9f8e7d6c5b',
  label: 'portraits',
  region: 'EU-RO-1',
  state: 'ready',
  bytes: 20e9,
  pricePerMonth: euros(1.4),
  models: [{ name: 'sdxl.safetensors', sha256: 'a'.repeat(64), bytes: 6_900_000_000 }],
  createdAt: null,
}
const ASKED = { provider: 'runpod', ok: true, askedAt: '2026-11-27T10:00:00.000Z' }
const PROPOSAL: VolumeProposal = {
  provider: 'runpod',
  region: 'EU-RO-1',
  bytes: 20e9,
  gpu: 'H100 PCIe',
  offerId: 'o',
  pricePerMonth: euros(1.4),
  without: euros(6.23),
  withVolume: euros(1),
  saved: euros(5.23),
  gain: euros(3.83),
  paysFrom: 2,
}

test('volumes are listed with what they hold and cost', async () => {
  const grows = { ...VOLUME, provider: 'lambda', label: 'grows', bytes: null, pricePerMonth: null, models: [] }
  const calls = { 'volumes.list': () => ({ volumes: [VOLUME, grows], providers: [ASKED] }) }
  const { out, code } = await runWith(['volumes'], { calls })
  expect(code).toBe(0)
  expect(out).toMatch(/^portraits +runpod +EU-RO-1 +ready +20\.0 GB +1 +6\.9 GB +€1\.40 +v-1$/m)
  expect(out).toMatch(/^grows +lambda +EU-RO-1 +ready +grows +0 +0 B +\? +v-1$/m)
})

test('what would gain is a table of sums, and where nothing does the nearest is named', async () => {
  const asked = (found: object) => ({ calls: { 'volumes.propose': () => found as never } })
  const gains = await runWith(
    ['volumes', 'propose', 'x', '--bursts', '2'],
    asked({ bursts: 2, proposals: [PROPOSAL], nearest: null }),
  )
  expect(gains.calls).toMatchObject([['volumes.propose', { bursts: 2 }]])
  expect(gains.out).toMatch(/^At 2 bursts a month:$/m)
  expect(gains.out).toMatch(/€1\.40 +€6\.23 +€1\.00 +€3\.83 +2 bursts$/m)
  const none = await runWith(['volumes', 'propose', 'x'], asked({ bursts: 1, proposals: [], nearest: PROPOSAL }))
  expect(none.out).toContain('At 1 burst a month no model volume is worth its rent. The nearest would be from 2 on')
})

const WANTED = { provider: 'runpod', region: 'EU-RO-1', bytes: 20e9, pricePerMonth: euros(1.4) }
const making = (wanted: object) => ({
  calls: {
    'volumes.price': () => wanted as never,
    'volumes.create': () => ({ provider: 'runpod', id: 'v-1', label: 'portraits' }),
  },
})
const CREATE = ['volumes', 'create', '--provider', 'runpod', '--region', 'EU-RO-1', '--gb', '20', '--name', 'portraits']

test('one that costs is made when that is agreed to, at the price that is said', async () => {
  const refused = await runWith(CREATE, making(WANTED))
  expect([refused.code, refused.calls.map(([name]) => name)]).toEqual([2, ['volumes.price']])
  expect(refused.err).toContain('20.0 GB at runpod in EU-RO-1, for €1.40 a month until it is deleted.')
  const made = await runWith([...CREATE, '--yes'], making(WANTED))
  expect(made.code).toBe(0)
  expect(made.calls[1]).toEqual([
    'volumes.create',
    { provider: 'runpod', region: 'EU-RO-1', bytes: 20e9, label: 'portraits' },
  ])
})

test('practice needs nobody to agree', async () => {
  const practice = { ...WANTED, pricePerMonth: { ...euros(1), simulated: true } }
  expect((await runWith(CREATE, making(practice))).code).toBe(0)
})

test('one is deleted where that is agreed to', async () => {
  const calls = { 'volumes.delete': () => ({ provider: 'runpod', label: 'portraits' }) }
  const ran = await runWith(['volumes', 'delete', 'portraits', '--confirm'], { calls })
  expect(ran).toMatchObject({ code: 0, calls: [['volumes.delete', { volume: 'portraits' }]] })
  expect((await runWith(['volumes', 'delete', 'portraits'], { calls })).code).toBe(2)
})
