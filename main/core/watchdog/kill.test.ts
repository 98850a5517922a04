import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../bursts/testing/virtual-clock.ts'
import type { Provider } from '../providers/provider.ts'
import { createFakeProvider, type FakeProvider } from '../providers/testing/fake-provider.ts'
import { killAll, killInstance } from './kill.ts'
import type { StopLatch } from './stop-latch.ts'
import { identityOf, nextName } from './testing/identities.ts'

const VISIBILITY_MS = 60_000
const ours = identityOf('0123abcd')
const others = identityOf('ffff0000')

let clock: VirtualClock
let fake: FakeProvider
let latch: StopLatch & { isIt: boolean }
beforeEach(() => {
  clock = createVirtualClock()
  fake = createFakeProvider(clock)
  latch = latchInMemory()
})
afterEach(() => clock.stop())

function latchInMemory() {
  const made = {
    isIt: false,
    isSet: () => made.isIt,
    set: () => void (made.isIt = true),
    clear: () => void (made.isIt = false),
  }
  return made
}

/** An instance of this installation that has run for an hour. */
const addOurs = () => fake.add(nextName(ours), { createdAt: clock.now() - 3_600_000 })

type More = { providers?: readonly Provider[]; signal?: AbortSignal; budgetMs?: number }

const killEverything = async ({
  providers = [fake.provider],
  signal = new AbortController().signal,
  budgetMs = 60_000,
}: More = {}) => await killAll({ providers, identity: ours, latch, budgetMs, signal })

const kill = async (instanceId: string, more: More & { install?: string } = {}) =>
  await killInstance({
    providers: [fake.provider],
    identity: ours,
    budgetMs: 60_000,
    signal: new AbortController().signal,
    instanceId,
    ...more,
  })

describe('kill-all', () => {
  it('ends what is ours and nothing else', async () => {
    const mine = [addOurs(), addOurs()]
    const notMine = [fake.add(nextName(others)), fake.add('web-server'), fake.add(`${nextName(ours)}0`)]
    const report = await killEverything()
    expect(fake.running()).toEqual(notMine)
    expect(report).toMatchObject({ terminated: mine, alreadyGone: [], unconfirmed: [], providers: [{ ok: true }] })
    for (const id of notMine) expect(fake.calls).not.toContain(`terminate ${id}`)
  })

  it('sets the latch before it asks anybody', async () => {
    const asked: boolean[] = []
    const provider: Provider = {
      ...fake.provider,
      list: async signal => {
        asked.push(latch.isIt)
        return await fake.provider.list(signal)
      },
    }
    await killEverything({ providers: [provider] })
    expect(asked.length).toBeGreaterThan(1)
    expect(asked.every(Boolean)).toBe(true)
  })

  it('ends what runs although the latch cannot be set, and says so', async () => {
    const mine = addOurs()
    latch.set = () => {
      throw new Error('the disk is full')
    }
    await expect(killEverything()).rejects.toMatchObject({
      exit: 'failed',
      problems: [{ code: 'latch-not-set', details: { terminated: [mine] } }],
    })
    expect(fake.running()).toEqual([])
  })

  it('finds an instance whose create had just left when it began', async () => {
    fake.faults.invisibleMs = VISIBILITY_MS - 1000
    const late = fake.add(nextName(ours))
    expect((await killEverything()).terminated).toEqual([late])
    expect(fake.running()).toEqual([])
  })

  it('looks long enough even where it finds nothing', async () => {
    const began = clock.now()
    expect(await killEverything()).toMatchObject({ terminated: [], unconfirmed: [], providers: [{ ok: true }] })
    expect(clock.now() - began).toBeGreaterThanOrEqual(VISIBILITY_MS)
  })

  it('ends an instance whose meter does not run yet', async () => {
    fake.add(nextName(ours))
    await killEverything()
    expect(fake.running()).toEqual([])
  })

  it('gives the order again where it was lost', async () => {
    const mine = addOurs()
    fake.faults.lostTerminates = 2
    expect((await killEverything()).terminated).toEqual([mine])
    expect(fake.calls.filter(call => call === `terminate ${mine}`)).toHaveLength(3)
  })

  it('does not take an order for an end: it waits for what lingers', async () => {
    const mine = addOurs()
    fake.faults.lingerMs = 600_000
    const began = clock.now()
    expect((await killEverything()).terminated).toEqual([mine])
    expect(clock.now() - began).toBeGreaterThan(600_000)
  })

  it('tells what was gone already from what it ended', async () => {
    const gone = addOurs()
    await fake.provider.terminate(gone, new AbortController().signal)
    fake.faults.staleLists = 1
    expect(await killEverything()).toMatchObject({ terminated: [], alreadyGone: [gone], unconfirmed: [] })
  })

  it('is not stopped by the trace of what is over', async () => {
    const mine = addOurs()
    fake.faults.remnantMs = 24 * 3_600_000
    expect((await killEverything()).terminated).toEqual([mine])
  })

  it('goes on through trouble of every kind', async () => {
    const mine = addOurs()
    Object.assign(fake.faults, { getTrouble: 3, terminateTrouble: 3, listTrouble: { left: 3, reason: 'timeout' } })
    expect(await killEverything()).toMatchObject({ terminated: [mine], unconfirmed: [], providers: [{ ok: true }] })
    expect(fake.running()).toEqual([])
  })

  it('reports what it met and could not prove gone when its time is up', async () => {
    const mine = addOurs()
    fake.faults.terminateTrouble = Infinity
    const report = await killEverything({ budgetMs: 100 })
    expect(report).toMatchObject({ terminated: [], unconfirmed: [mine], providers: [{ ok: false }] })
  })

  it('says at once that credentials are refused, and asks the other provider all the same', async () => {
    const other = createFakeProvider(clock, { id: 'other' })
    const there = other.add(nextName(ours))
    fake.faults.listTrouble = { left: Infinity, reason: 'auth' }
    expect(await killEverything({ providers: [fake.provider, other.provider] })).toMatchObject({
      terminated: [there],
      providers: [
        { provider: 'fake', ok: false, error: 'auth trouble' },
        { provider: 'other', ok: true },
      ],
    })
    expect(other.running()).toEqual([])
  })

  it('rejects for who interrupts it before the proof', async () => {
    addOurs()
    fake.faults.terminateTrouble = Infinity
    const stopping = new AbortController()
    void clock.sleep(30_000).then(() => stopping.abort(new Error('interrupted')))
    await expect(killEverything({ signal: stopping.signal })).rejects.toThrow('interrupted')
  })
})

describe('kill', () => {
  it('ends one instance and leaves its siblings', async () => {
    const [one, sibling] = [addOurs(), addOurs()]
    expect(await kill(one)).toMatchObject({ terminated: [one], unconfirmed: [], providers: [{ ok: true }] })
    expect(fake.running()).toEqual([sibling])
  })

  it('takes a name too', async () => {
    const name = nextName(ours)
    const id = fake.add(name)
    expect((await kill(name)).terminated).toEqual([id])
  })

  it('never believes a list that forgets the instance while its id is known', async () => {
    const id = addOurs()
    let lists = 0
    const provider: Provider = {
      ...fake.provider,
      list: async signal => {
        lists += 1
        return lists === 1 ? await fake.provider.list(signal) : { kind: 'answer', value: [] }
      },
    }
    fake.faults.lostTerminates = 1
    expect((await kill(id, { providers: [provider] })).terminated).toEqual([id])
    expect(fake.running()).toEqual([])
  })

  it("refuses another installation's, unless that is named", async () => {
    const id = fake.add(nextName(others))
    await expect(kill(id)).rejects.toMatchObject({ exit: 'refused', problems: [{ code: 'other-installation' }] })
    await expect(kill(id, { install: ours.install })).rejects.toMatchObject({ exit: 'refused' })
    expect(fake.running()).toEqual([id])
    expect((await kill(id, { install: others.install })).terminated).toEqual([id])
  })

  it('refuses what was not rented by Burst, whatever is named', async () => {
    const id = fake.add('web-server')
    await expect(kill(id, { install: others.install })).rejects.toMatchObject({
      exit: 'refused',
      problems: [{ code: 'foreign-instance' }],
    })
    expect(fake.running()).toEqual([id])
  })

  it('tells an id that nobody has from one that nobody could be asked for', async () => {
    await expect(kill('i-typo')).rejects.toMatchObject({ exit: 'usage', problems: [{ code: 'no-such-instance' }] })
    fake.faults.listTrouble.left = 1
    await expect(kill('i-typo')).rejects.toMatchObject({
      exit: 'provider',
      problems: [{ code: 'provider-unreachable' }],
    })
  })
})
