import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { InstancesResult } from '../../../common/contract.ts'
import { createVirtualClock, type VirtualClock } from '../bursts/testing/virtual-clock.ts'
import { createFakeProvider, type FakeProvider } from '../providers/testing/fake-provider.ts'
import { listInstances } from './instances.ts'
import { identityOf, nextName } from './testing/identities.ts'

const ours = identityOf('0123abcd')
const others = identityOf('ffff0000')

let clock: VirtualClock
let fake: FakeProvider
const bursts = new Map<string, string>()
beforeEach(() => {
  clock = createVirtualClock()
  fake = createFakeProvider(clock)
  bursts.clear()
})
afterEach(() => clock.stop())

/** An instance of ours that the ledger knows. */
function addKnown(burst: string, createdAt = clock.now()): string {
  const attempt = ours.newAttempt()
  bursts.set(attempt, burst)
  return fake.add(ours.instanceName(attempt), { createdAt })
}

async function listed(all = false, providers = [fake.provider]): Promise<InstancesResult> {
  const result = await listInstances({
    providers,
    identity: ours,
    burstOfAttempt: attempt => bursts.get(attempt) ?? null,
    withLeftovers: false,
    endByOfAttempt: () => null,
    all,
    wallNow: () => 0,
    signal: new AbortController().signal,
  })
  return InstancesResult.parse(result)
}

const ownersTold = async (all: boolean) =>
  (await listed(all)).instances.map(({ id, whose, burstId }) => [id, whose, burstId])

describe('what runs', () => {
  it('is told with whose it is; what no Burst rented only when asked for', async () => {
    const known = addKnown('b1')
    const orphan = fake.add(nextName(ours))
    const other = fake.add(nextName(others))
    const foreign = fake.add('web-server')
    const owners = [
      [known, 'ours', 'b1'],
      [orphan, 'orphaned', null],
      [other, 'other-install', null],
    ]
    expect(await ownersTold(false)).toEqual(owners)
    expect(await ownersTold(true)).toEqual([...owners, [foreign, 'foreign', null]])
  })

  it('is told before its meter runs and while it ends', async () => {
    const young = addKnown('b1')
    const ending = addKnown('b1', clock.now() - 3_600_000)
    fake.faults.lingerMs = 60_000
    await fake.provider.terminate(ending, new AbortController().signal)
    const { instances } = await listed()
    expect(instances.map(({ id, state, billing, cost }) => [id, state, billing, cost?.amount ?? null])).toEqual([
      [young, 'provisioning', 'none', 0],
      [ending, 'terminating', 'none', null],
    ])
  })

  it('is told with what it costs so far, by the second', async () => {
    addKnown('b1', clock.now() - 3_690_000)
    const { instances } = await listed()
    expect(instances).toMatchObject([
      { uptimeSeconds: 3600, cost: { amount: 3.6, simulated: true }, pricePerHour: { amount: 3.6 }, deadMan: 'strong' },
    ])
  })

  it('does not hold the traces of what is over, unless asked for', async () => {
    const id = addKnown('b1', clock.now() - 3_600_000)
    fake.faults.remnantMs = 60_000
    await fake.provider.terminate(id, new AbortController().signal)
    expect((await listed()).instances).toEqual([])
    expect((await listed(true)).instances).toMatchObject([{ id, state: 'gone' }])
  })

  it('names who could not be asked: that nothing is told of it does not mean that nothing runs', async () => {
    const silent = createFakeProvider(clock, { id: 'silent' })
    silent.add(nextName(ours))
    silent.faults.listTrouble = { left: 1, reason: 'network' }
    expect(await listed(false, [fake.provider, silent.provider])).toEqual({
      instances: [],
      leftovers: [],
      providers: [
        { provider: 'fake', ok: true, askedAt: '1970-01-01T00:00:00.000Z' },
        { provider: 'silent', ok: false, askedAt: '1970-01-01T00:00:00.000Z', error: 'network trouble' },
      ],
    })
  })
})
