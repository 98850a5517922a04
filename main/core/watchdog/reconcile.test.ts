import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../bursts/testing/virtual-clock.ts'
import type { Provider } from '../providers/provider.ts'
import { createFakeProvider, type FakeProvider } from '../providers/testing/fake-provider.ts'
import { startWatchdog } from './reconcile.ts'
import { identityOf, nextName } from './testing/identities.ts'

const MINUTE = 60_000
const ours = identityOf('0123abcd')

let clock: VirtualClock
let fake: FakeProvider
let watchdog: { stop(): Promise<void> } | null
let log: string[]
const ledger = new Map<string, 'open' | 'closed'>()
const used = new Set<string>()

beforeEach(() => {
  clock = createVirtualClock()
  fake = createFakeProvider(clock)
  log = []
  watchdog = null
  ledger.clear()
  used.clear()
  used.add('fake')
})
afterEach(async () => {
  await watchdog?.stop()
  clock.stop()
})

/** An instance whose lane the ledger knows as such, a day after its create. */
function add(state: 'open' | 'closed'): string {
  const attempt = ours.newAttempt()
  ledger.set(attempt, state)
  return fake.add(ours.instanceName(attempt), { createdAt: clock.now() - 24 * 3_600_000 })
}

/** Lets it watch for so many minutes of the provider's clock, which here is the clock of everything. */
async function watchFor(minutes: number, providers: readonly Provider[] = [fake.provider]): Promise<void> {
  watchdog = startWatchdog({
    providers: () => providers,
    identity: ours,
    stateOfAttempt: attempt => ledger.get(attempt) ?? 'unknown',
    isUsed: provider => used.has(provider),
    rest: async (ms, signal) => await clock.sleep(ms, signal),
    log: message => void log.push(message),
  })
  await clock.sleep(minutes * MINUTE)
}

const ordersTo = (id: string) => fake.calls.filter(call => call === `terminate ${id}`).length

describe('the watchdog', () => {
  it('ends what the ledger has closed, and sees it gone', async () => {
    const [stray, atWork] = [add('closed'), add('open')]
    await watchFor(2)
    expect(fake.running()).toEqual([atWork])
    expect(ordersTo(atWork)).toBe(0)
    expect(log).toEqual([`fake ${stray} runs although its lane is over: it is ended`, `fake ${stray} is seen gone`])
  })

  it('ends a create that arrived long after it was proven absent, before its meter runs', async () => {
    await watchFor(5)
    const attempt = ours.newAttempt()
    ledger.set(attempt, 'closed')
    const late = fake.add(ours.instanceName(attempt))
    await clock.sleep(1.1 * MINUTE)
    expect(ordersTo(late)).toBe(1)
    expect(fake.running()).toEqual([])
  })

  it('gives the order again at every look where it was lost', async () => {
    const stray = add('closed')
    fake.faults.lostTerminates = 3
    await watchFor(6)
    expect(ordersTo(stray)).toBe(4)
    expect(fake.running()).toEqual([])
    expect(log.filter(message => message.endsWith('is seen gone'))).toHaveLength(1)
  })

  it('reports what the ledger does not know, once, and leaves it', async () => {
    const orphan = fake.add(nextName(ours))
    await watchFor(5)
    expect(fake.running()).toEqual([orphan])
    expect(log).toHaveLength(1)
    expect(log[0]).toContain(orphan)
  })

  it('never touches what is not ours', async () => {
    const foreign = [fake.add('web-server'), fake.add(nextName(identityOf('ffff0000')))]
    await watchFor(3)
    expect(fake.running()).toEqual(foreign)
    expect(log).toEqual([])
  })

  it('goes on after trouble, and looks at one provider although another hangs', async () => {
    const hanging = createFakeProvider(clock, { id: 'hanging' })
    used.add('hanging')
    hanging.provider.list = async signal =>
      await new Promise((_, reject) => {
        signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true })
      })
    const stray = add('closed')
    await watchFor(1, [hanging.provider, fake.provider])
    expect(ordersTo(stray)).toBe(1)
    fake.faults.listTrouble.left = 2
    await watchdog?.stop()
    const second = add('closed')
    await watchFor(4)
    expect(ordersTo(second)).toBe(1)
    expect(log.some(message => message.includes('will try again'))).toBe(true)
  })

  it('looks for others while one that was told to end lingers', async () => {
    fake.faults.lingerMs = 60 * MINUTE
    const lingering = add('closed')
    await watchFor(3)
    const second = add('closed')
    await clock.sleep(1.1 * MINUTE)
    expect(ordersTo(lingering)).toBeGreaterThan(1)
    expect(ordersTo(second)).toBeGreaterThan(0)
    expect(log.some(message => message.endsWith('is seen gone'))).toBe(false)
  })

  it('does not wake a practice cloud that was never used; a real one is asked all the same', async () => {
    const real = createFakeProvider(clock, { id: 'real', simulated: false })
    used.clear()
    await watchFor(2, [fake.provider, real.provider])
    expect(fake.calls).toEqual([])
    expect(real.calls.length).toBeGreaterThan(1)
  })

  it('ends with everything it began when it is stopped', async () => {
    fake.faults.lingerMs = 60 * MINUTE
    add('closed')
    await watchFor(1)
    await watchdog?.stop()
    const { length } = fake.calls
    await clock.sleep(10 * MINUTE)
    expect(fake.calls).toHaveLength(length)
  })
})
