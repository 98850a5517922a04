import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../bursts/testing/virtual-clock.ts'
import { confirmGone } from './confirm-gone.ts'
import { createFakeProvider, type FakeProvider } from './testing/fake-provider.ts'

const SECOND = 1000
const SPACING = 20 * SECOND

let clock: VirtualClock
let fake: FakeProvider
beforeEach(() => {
  clock = createVirtualClock()
  fake = createFakeProvider(clock)
})
afterEach(() => clock.stop())

/** An instance that is old enough for its absence to mean something. */
function oldInstance(): { instanceId: string; createdAt: number } {
  const createdAt = clock.now() - 3_600_000
  return { instanceId: fake.add('any', { createdAt }), createdAt }
}

/** How long the proof took from now, ms on the provider's clock. */
async function proofTime(leaving: { instanceId: string; createdAt: number }): Promise<number> {
  const began = clock.now()
  await confirmGone(fake.provider, leaving, new AbortController().signal)
  return clock.now() - began
}

const end = async (instanceId: string) => await fake.provider.terminate(instanceId, new AbortController().signal)

describe('an instance is seen gone', () => {
  it('when it was absent twice, far enough apart', async () => {
    const leaving = oldInstance()
    await end(leaving.instanceId)
    expect(await proofTime(leaving)).toBe(SPACING)
    expect(fake.calls.filter(call => call === 'list')).toHaveLength(2)
  })

  it('never while it is there', async () => {
    const leaving = oldInstance()
    const stopping = new AbortController()
    const proof = confirmGone(fake.provider, leaving, stopping.signal)
    void clock.sleep(3_600_000).then(() => stopping.abort(new Error('an hour later')))
    await expect(proof).rejects.toThrow('an hour later')
    expect(fake.running()).toEqual([leaving.instanceId])
  })

  it('only after it has left, where an end lingers', async () => {
    const leaving = oldInstance()
    fake.faults.lingerMs = 300 * SECOND
    await end(leaving.instanceId)
    expect(await proofTime(leaving)).toBeGreaterThanOrEqual(300 * SECOND + SPACING)
  })

  it('anew after a sighting in between', async () => {
    const leaving = oldInstance()
    await end(leaving.instanceId)
    void clock.sleep(SPACING / 2).then(() => (fake.faults.staleLists = 1))
    expect(await proofTime(leaving)).toBeGreaterThan(SPACING * 2 - SECOND)
  })

  it('with two answers, however many did not come in between', async () => {
    const leaving = oldInstance()
    await end(leaving.instanceId)
    fake.faults.listTrouble.left = 3
    fake.faults.getTrouble = 2
    // The list is asked for in each round, so one round goes wrong in both ways.
    expect(await proofTime(leaving)).toBe(3 * fake.provider.facts.pollMs + SPACING)
  })

  it('later where no answer came when it was due, without asking in a frenzy', async () => {
    const leaving = oldInstance()
    await end(leaving.instanceId)
    void clock.sleep(SPACING / 2).then(() => (fake.faults.listTrouble.left = 10))
    expect(await proofTime(leaving)).toBe(SPACING + 10 * fake.provider.facts.pollMs)
    expect(fake.calls.filter(call => call === 'list')).toHaveLength(12)
  })

  it('not before it can be seen at all: right after a create absence proves nothing', async () => {
    const createdAt = clock.now()
    expect(await proofTime({ instanceId: 'not-yet-visible', createdAt })).toBeGreaterThanOrEqual(60 * SECOND + SPACING)
  })

  it('although its trace stays in lists', async () => {
    const leaving = oldInstance()
    fake.faults.remnantMs = 3_600_000
    await end(leaving.instanceId)
    expect(await proofTime(leaving)).toBe(SPACING)
  })

  it('or not at all when nobody waits any more', async () => {
    const reason = new Error('stopped')
    await expect(confirmGone(fake.provider, oldInstance(), AbortSignal.abort(reason))).rejects.toBe(reason)
    expect(fake.calls).toEqual([])
  })
})
