import { afterEach, beforeEach, expect, it } from 'vitest'
import { clientOf } from '../testing/clouds/all.ts'
import { createSpec } from '../testing/create-spec.ts'
import { burstWith } from '../testing/clouds/burst-with.ts'
import { createFastClock, type FastClock } from '../testing/clouds/fast-clock.ts'
import { startOvh, type OvhSimulator } from '../testing/clouds/ovh.ts'

let clock: FastClock
let ovh: OvhSimulator
beforeEach(async () => {
  clock = createFastClock(1000)
  ovh = await startOvh({ clock })
})
afterEach(async () => {
  clock.stop()
  await ovh.server.stop()
})

const signal = () => AbortSignal.timeout(10_000)
const NAME = 'burst-0a1b2c3d-0000000000000001-9f8e7d6c5b'
const LAST_END = Date.UTC(2026, 11, 2)
const spec = () => createSpec({ offerId: ovh.offerId, name: NAME, endByMs: LAST_END - 3_600_000, lastEndMs: LAST_END })

it('an account that may end instances of the project, for a day longer than the machine may live, and nothing else', async () => {
  const provider = clientOf(ovh, clock, {}, true)
  expect(provider.facts.deadMan).toBe('strong')
  expect(await provider.create(spec(), signal())).toMatchObject({ kind: 'created' })
  expect(ovh.beside()).toEqual([NAME, NAME])
  expect(ovh.policies).toMatchObject([
    {
      name: NAME,
      resources: [{ urn: `urn:v1:eu:resource:publicCloudProject:${ovh.env['OVH_CLOUD_PROJECT_SERVICE']}` }],
      permissions: {
        allow: [
          { action: 'publicCloudProject:apiovh:instance/get' },
          { action: 'publicCloudProject:apiovh:instance/delete' },
        ],
      },
      expiredAt: new Date(LAST_END + 86_400_000).toISOString(),
    },
  ])
  expect(await provider.leftovers(signal())).toMatchObject({
    value: expect.arrayContaining([expect.objectContaining({ kind: 'credential', name: NAME })]),
  })
  expect(await provider.tidy(NAME, signal())).toEqual({ kind: 'answer', value: null })
  expect(ovh.beside()).toEqual([])
})

it('where it cannot be given nothing is rented, and nothing stays behind', async () => {
  ovh.refusePolicies()
  const result = await clientOf(ovh, clock, {}, true).create(spec(), signal())
  expect(result).toMatchObject({
    kind: 'rejected',
    reason: 'auth',
    message: expect.stringContaining('You are not allowed to manage policies'),
  })
  expect([ovh.beside(), ovh.machines.all()]).toEqual([[], []])
})

it('a burst leaves none behind, whether its machine was made, refused or never came into being', async () => {
  const lived = await burstWith(ovh, clientOf(ovh, clock, {}, true), clock)
  expect(lived.burst).toMatchObject({ state: 'completed' })
  expect(ovh.beside()).toEqual([])
  ovh.setStock(false)
  expect((await burstWith(ovh, clientOf(ovh, clock, {}, true), clock)).burst.state).toBe('failed')
  expect(ovh.beside()).toEqual([])
})

it('is not given unless the user says so', async () => {
  const provider = clientOf(ovh, clock)
  expect(provider.facts.deadMan).toBe('none')
  await provider.create(spec(), signal())
  expect(ovh.beside()).toEqual([])
  expect(ovh.server.log.join()).not.toMatch(/oauth2|iam/)
})
