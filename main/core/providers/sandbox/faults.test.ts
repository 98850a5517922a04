import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { SANDBOX_FAULT_NAMES } from './fault-names.ts'
import { signal, TestCloud } from './testing/test-cloud.ts'

let cloud: TestCloud
const tried = new Set<string>()

async function arm(name: string, more: { count?: number; aboveBatch?: number; factor?: number } = {}) {
  tried.add(name)
  return await cloud.provider.controls.fault({ name, ...more }, signal())
}

async function armedFaults() {
  return (await cloud.provider.controls.status(signal())).faults
}

describe('a fault of the practice cloud', () => {
  beforeAll(() => {
    cloud = new TestCloud()
  })
  afterEach(async () => {
    await cloud.provider.controls.reset(signal())
    await cloud.provider.controls.speed(1000, signal())
    cloud.forgetTold()
  })
  afterAll(async () => {
    await cloud.end()
  })

  it('no-stock refuses as many creates as were asked for', async () => {
    expect((await arm('no-stock', { count: 2 })).faults).toEqual([{ name: 'no-stock', left: 2 }])
    for (const left of [1, 0]) {
      const result = await cloud.provider.create(cloud.spec(), signal())
      expect(result).toMatchObject({ kind: 'rejected', reason: 'no-stock' })
      expect(await armedFaults()).toEqual(left > 0 ? [{ name: 'no-stock', left }] : [])
    }
    await cloud.create()
  })

  it('outlives the daemon', async () => {
    await arm('no-stock')
    await cloud.kill()
    expect(await cloud.provider.create(cloud.spec(), signal())).toMatchObject({ reason: 'no-stock' })
  })

  it('slow-boot delays the meter and everything after it', async () => {
    await arm('slow-boot')
    const shown = await cloud.reachable(await cloud.create())
    expect(shown.billedFrom).toBe(shown.createdAt + 390_000)
  })

  it('never-boots leaves a machine provisioning, unbilled and out of reach', async () => {
    await arm('never-boots')
    const id = await cloud.create()
    await cloud.until('later', () => cloud.provider.facts.clock.sleep(600_000).then(() => true))
    expect(await cloud.see(id)).toMatchObject({ state: 'provisioning', billing: 'none', billedFrom: null, ssh: null })
  })

  it('no-dead-man lets a machine outlive its end until somebody ends it', async () => {
    await arm('no-dead-man')
    const id = await cloud.create({ endByMs: cloud.provider.facts.clock.now() + 120_000 })
    await cloud.until('later', () => cloud.provider.facts.clock.sleep(600_000).then(() => true))
    expect(await cloud.see(id)).toMatchObject({ state: 'running', billing: 'full' })
    await cloud.provider.terminate(id, signal())
    await cloud.until('its end', async () => (await cloud.listed()).length === 0)
  })

  it('late-dead-man lets it end itself ten minutes late, and bills them', async () => {
    await arm('late-dead-man')
    const endByMs = cloud.provider.facts.clock.now() + 3_000_000
    const id = await cloud.create({ endByMs })
    const shown = await cloud.reachable(id)
    await cloud.until('its end', async () => (await cloud.listed()).length === 0)
    const charge = await cloud.provider.cost(id, signal())
    const billed = charge.kind === 'answer' ? charge.value.billedSeconds : Number.NaN
    expect(billed).toBe(Math.ceil((endByMs + 600_000 - (shown.billedFrom ?? 0)) / 1000))
  })

  it('no-image refuses to keep a disk, once', async () => {
    await arm('no-image')
    const id = await cloud.create()
    await cloud.reachable(id)
    // As fast as life: saving takes longer than the questions.
    await cloud.provider.controls.speed(1, signal())
    const { images } = cloud.provider
    expect(await images?.keep(id, 'burst-image', signal())).toMatchObject({ kind: 'trouble' })
    expect(await images?.list(signal())).toEqual({ kind: 'answer', value: [] })
    expect(await images?.keep(id, 'burst-image', signal())).toEqual({ kind: 'answer', value: null })
    expect(await images?.list(signal())).toMatchObject({ value: [{ name: 'burst-image', state: 'saving' }] })
  })

  it('lost-create makes the machine and loses the answer', async () => {
    await arm('lost-create')
    expect(await cloud.provider.create(cloud.spec(), signal())).toMatchObject({ kind: 'unknown' })
    expect(await cloud.listed()).toMatchObject([{ name: cloud.spec().name }])
  })

  it('lost-create-unmade makes nothing', async () => {
    await arm('lost-create-unmade')
    expect(await cloud.provider.create(cloud.spec(), signal())).toMatchObject({ kind: 'unknown' })
    expect(await cloud.listed()).toEqual([])
  })

  it('lingering-delete keeps a machine listed after its end', async () => {
    await slowly()
    const id = await cloud.create()
    await arm('lingering-delete')
    await cloud.provider.terminate(id, signal())
    const endedBy = cloud.provider.facts.clock.now()
    expect(await cloud.listed()).toMatchObject([{ id, state: 'terminating', billing: 'none' }])
    await cloud.provider.controls.speed(1000, signal())
    await cloud.until('gone', async () => (await cloud.listed()).length === 0)
    expect(cloud.provider.facts.clock.now()).toBeGreaterThan(endedBy + 100_000)
  })

  it('stale-list shows what was, once', async () => {
    await slowly()
    const id = await cloud.create()
    await arm('stale-list')
    expect((await cloud.listed()).map(shown => shown.id)).not.toContain(id)
    expect((await cloud.listed()).map(shown => shown.id)).toContain(id)
  })

  it('short-list leaves one out, which shows in the count', async () => {
    await cloud.create()
    await arm('short-list')
    expect(await cloud.provider.list(signal())).toMatchObject({ kind: 'trouble', trouble: { reason: 'bad-answer' } })
    expect(await cloud.listed()).toHaveLength(1)
  })

  it('preempt takes a running machine back and ends its bill', async () => {
    const id = await atWork()
    await arm('preempt')
    expect(await cloud.see(id)).toMatchObject({ state: 'preempted', billing: 'none', ssh: null })
    const charged = await cloud.provider.cost(id, signal())
    await cloud.provider.facts.clock.sleep(120_000)
    expect(await cloud.provider.cost(id, signal())).toEqual(charged)
  })

  it('preempt waits for the first machine when none runs', async () => {
    await arm('preempt')
    const id = await cloud.create()
    await cloud.until('taken back', async () => (await cloud.see(id))?.state === 'preempted')
    expect(await armedFaults()).toEqual([])
  })

  it('reboot-in-setup strikes the next machine, not one at work', async () => {
    await atWork()
    await arm('reboot-in-setup')
    expect(await armedFaults()).toHaveLength(1)
    await cloud.create()
    await cloud.until('told to reboot', () => cloud.told().length === 1)
    expect(cloud.told()).toEqual([{ do: 'reboot' }])
  })

  it('sshd-drop strikes now, and again for its count', async () => {
    await atWork()
    await arm('sshd-drop', { count: 3 })
    await cloud.until('dropped', () => cloud.told().length === 3)
    expect(cloud.told()).toEqual([{ do: 'drop-ssh' }, { do: 'drop-ssh' }, { do: 'drop-ssh' }])
  })

  it.each([
    ['comfyui-crash', {}, { fault: 'crash' }],
    ['out-of-memory', { aboveBatch: 2 }, { fault: 'out-of-memory', aboveBatch: 2 }],
    ['remote-disk-full', { count: 2 }, { fault: 'disk-full', count: 2 }],
    ['corrupt-picture', { count: 3 }, { fault: 'corrupt-picture', count: 3 }],
    ['missing-picture', {}, { fault: 'missing-picture', count: 1 }],
    ['slow-pictures', { count: 4 }, { fault: 'slow', factor: 10, count: 4 }],
  ])('%s reaches ComfyUI, also when armed before there is one', async (name, more, fault) => {
    await arm(name, more)
    expect(await armedFaults()).toHaveLength(1)
    await cloud.create()
    await cloud.until('told', () => cloud.told().length === 1)
    expect(await armedFaults()).toEqual([])
    await arm(name, more)
    await cloud.until('told again', () => cloud.told().length === 2)
    expect(cloud.told()).toEqual([
      { do: 'fault', fault },
      { do: 'fault', fault },
    ])
  })
})

it('every fault has a test here', () => {
  expect([...tried].toSorted()).toEqual(SANDBOX_FAULT_NAMES.toSorted())
})

/** So slowly that no span of the cloud ends while a test looks. */
async function slowly(): Promise<void> {
  await cloud.provider.controls.speed(1, signal())
}

/** A machine whose ComfyUI answers: it is told of a fault that changes nothing. */
async function atWork(): Promise<string> {
  const id = await cloud.create()
  await cloud.provider.controls.fault({ name: 'out-of-memory', aboveBatch: 1000 }, signal())
  await cloud.until('the machine was told', () => cloud.told().length > 0)
  cloud.forgetTold()
  return id
}
