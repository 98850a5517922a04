import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../bursts/testing/virtual-clock.ts'
import type { Provider } from '../providers/provider.ts'
import { createFakeProvider, type FakeProvider } from '../providers/testing/fake-provider.ts'
import { createWatchdog, type Watchdog } from './watchdog.ts'
import { watchTools } from './testing/watch-tools.ts'
import { identityOf, nextName } from './testing/identities.ts'

const MINUTE = 60_000
const ours = identityOf('0123abcd')

let clock: VirtualClock
let fake: FakeProvider
let watchdog: Watchdog | null
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
  watchdog = createWatchdog({
    ...watchTools(clock),
    providers: () => providers,
    identity: ours,
    stateOfAttempt: attempt => ledger.get(attempt) ?? 'unknown',
    isUsed: provider => used.has(provider),
    log: message => void log.push(message),
  })
  watchdog.start()
  await clock.sleep(minutes * MINUTE)
}

const ordersTo = (id: string) => fake.calls.filter(call => call === `terminate ${id}`).length

describe('the watchdog', () => {
  it('ends what the ledger has closed, and sees it gone', async () => {
    const [stray, atWork] = [add('closed'), add('open')]
    await watchFor(2)
    expect(fake.running()).toEqual([atWork])
    expect(ordersTo(atWork)).toBe(0)
    expect(log).toEqual([`fake ${stray} is ended: its work is over and it still runs`, `fake ${stray} is seen gone`])
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

describe('rules of the watchdog', () => {
  const never = new AbortController().signal
  type Change = Partial<Parameters<typeof createWatchdog>[0]>

  /** One look, and what was told and alarmed meanwhile. */
  async function look(change: Change, provider: Provider = fake.provider) {
    const told: string[] = []
    const alarms: string[] = []
    const one = createWatchdog({
      ...watchTools(clock),
      providers: () => [provider],
      identity: ours,
      stateOfAttempt: attempt => ledger.get(attempt) ?? 'unknown',
      tell: ({ type, rule }) => void told.push(rule === null ? type : `${type} ${rule}`),
      alarm: (_, message) => void alarms.push(message),
      ...change,
    })
    await one.look(never)
    return { told, alarms, one }
  }
  const LIMITS = { lifetimeMs: Infinity, bootMs: null, cost: null, orphanMs: null }

  it('an instance that did not end itself in time is ended, whoever drives its burst', async () => {
    add('open')
    const { told } = await look({ endByOfAttempt: () => clock.now() - 6 * MINUTE })
    expect(fake.running()).toEqual([])
    expect(told).toEqual(['looked', 'ending end-by', 'gone end-by'])
  })

  it('an end that was moved and not written down is the one that counts', async () => {
    // The fake cloud shows an end an hour after the create.
    const attempt = ours.newAttempt()
    ledger.set(attempt, 'open')
    const young = fake.add(ours.instanceName(attempt), { createdAt: clock.now() - 10 * MINUTE })
    await look({ endByOfAttempt: () => clock.now() - 9 * MINUTE })
    expect(fake.running()).toEqual([young])
  })

  it('what a burst works with here is ended in its own order', async () => {
    const atWork = add('open')
    const asked: string[] = []
    const endLane = (_: string, { rule }: { rule: string }) => asked.push(rule) > 0
    await look({ endLane, endByOfAttempt: () => clock.now() - 6 * MINUTE })
    expect([asked, fake.running(), ordersTo(atWork)]).toEqual([['end-by'], [atWork], 0])
  })

  it('one that costs too much is announced first, and ended when the countdown is over', async () => {
    const dear = add('open')
    const wanted: string[] = []
    let isOver = false
    const announcer = {
      mayEnd: ({ rule }: { rule: string }) => (wanted.push(rule), isOver),
      withdraw: () => undefined,
      keep: () => [],
      pending: () => [],
    }
    const limits = () => ({
      ...LIMITS,
      cost: { micros: 1_000_000, currency: 'EUR', taxIncluded: true, simulated: false },
    })
    await look({ announcer, limits })
    expect([wanted, fake.running()]).toEqual([['cost'], [dear]])
    isOver = true
    await look({ announcer, limits })
    expect(fake.running()).toEqual([])
  })

  it('an orphan is reported with what can be done, and ended only where that is wanted', async () => {
    const orphan = fake.add(nextName(ours), { createdAt: clock.now() - 60 * MINUTE })
    const { alarms } = await look({})
    expect(alarms[0]).toContain(`burst adopt ${orphan}`)
    expect(fake.running()).toEqual([orphan])
    await look({ limits: () => ({ ...LIMITS, orphanMs: 15 * MINUTE }) })
    expect(fake.running()).toEqual([])
  })

  it('a provider that does not answer is an alarm while something may run there, once for each silence', async () => {
    fake.faults.listTrouble.left = 3
    const { alarms, told, one } = await look({ mayRunAt: () => true })
    await one.look(never)
    expect(alarms).toEqual(['fake does not answer (server trouble): what runs there may still be billing.'])
    await one.look(never)
    await one.look(never)
    expect(told).toEqual(['trouble', 'trouble', 'trouble', 'looked'])
    fake.faults.listTrouble.left = 1
    await one.look(never)
    expect(alarms).toHaveLength(2)
  })

  it('keys of an instance that is over are taken away, others never', async () => {
    const attempts = ['closed', 'open'].map(state => {
      const attempt = ours.newAttempt()
      ledger.set(attempt, state as 'closed' | 'open')
      return ours.instanceName(attempt)
    })
    const foreign = nextName(identityOf('ffff0000'))
    const tidied: string[] = []
    const provider: Provider = {
      ...fake.provider,
      leftovers: async () => ({
        kind: 'answer',
        value: [...attempts, foreign, 'my laptop'].map(name => ({
          provider: 'fake',
          kind: 'ssh-key' as const,
          id: name,
          name,
          region: null,
          bytes: null,
          pricePerMonth: null,
        })),
      }),
      tidy: async name => {
        tidied.push(name)
        return { kind: 'answer', value: null }
      },
    }
    await look({}, provider)
    expect(tidied).toEqual([attempts[0]])
  })

  it('a sleep of this computer is told, and followed by a look', async () => {
    const told: string[] = []
    let rests = 0
    let slept = 0
    const one = createWatchdog({
      ...watchTools(clock),
      providers: () => [fake.provider],
      identity: ours,
      stateOfAttempt: () => 'open',
      tell: ({ type }) => void told.push(type),
      wallNow: () => clock.now() + slept,
      rest: async (ms, signal) => {
        rests += 1
        if (rests === 1) slept = 8 * 3_600_000
        await clock.sleep(ms, signal)
      },
    })
    one.start()
    await clock.sleep(1.5 * MINUTE)
    await one.stop()
    expect(told).toEqual(['looked', 'woke', 'looked'])
  })
})
