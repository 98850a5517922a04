import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createVirtualClock, type VirtualClock } from '../bursts/testing/virtual-clock.ts'
import { createFakeProvider, type FakeProvider } from '../providers/testing/fake-provider.ts'
import { openDatabase, type Db } from '../storage/database.ts'
import { adoptedInstances, listCharges, stateOfAttempt } from '../storage/ledger-store.ts'
import { adoptInstance } from './adopt.ts'
import { listInstances } from './instances.ts'
import { identityOf, nextName } from './testing/identities.ts'
import { watchTools } from './testing/watch-tools.ts'
import { chargeAdopted } from './charge-adopted.ts'
import { createWatchdog } from './watchdog.ts'

const NOT_TOLD = { kind: 'trouble', trouble: { reason: 'server', message: 'told later' } } as const
const US = identityOf('0123abcd')
const never = new AbortController().signal

let clock: VirtualClock
let fake: FakeProvider
let db: Db
beforeEach(() => {
  clock = createVirtualClock()
  fake = createFakeProvider(clock)
  db = openDatabase(':memory:')
})
afterEach(() => {
  clock.stop()
  db.close()
})

const adopt = (instanceId: string) =>
  adoptInstance({ db, providers: [fake.provider], identity: US, wallNow: () => clock.now(), signal: never, instanceId })

async function whose(id: string): Promise<string | undefined> {
  const { instances } = await listInstances({
    providers: [fake.provider],
    identity: US,
    burstOfAttempt: attempt => (stateOfAttempt(db, attempt) === 'unknown' ? null : 'adopted'),
    endByOfAttempt: () => null,
    all: true,
    withLeftovers: false,
    wallNow: () => clock.now(),
    signal: never,
  })
  return instances.find(instance => instance.id === id)?.whose
}

describe('an instance that the ledger lost', () => {
  test('is taken over once, and is no orphan any more', async () => {
    const orphan = fake.add(nextName(US))
    expect(await whose(orphan)).toBe('orphaned')
    await adopt(orphan)
    expect(await whose(orphan)).toBe('ours')
    await expect(adopt(orphan)).rejects.toThrow('knows fake-0 already')
  })

  test.each([
    ['another installation rented', () => nextName(identityOf('ffff0000'))],
    ['is foreign', () => 'web-server'],
  ])('is left alone where it %s', async (_, name) => {
    const theirs = fake.add(name())
    await expect(adopt(theirs)).rejects.toThrow('was not rented by this installation')
    expect(adoptedInstances(db, 'fake')).toEqual([])
  })

  test('that nobody shows is an error, and where somebody did not answer it says so', async () => {
    await expect(adopt('i-9')).rejects.toThrow('No provider shows an instance i-9')
    fake.faults.listTrouble.left = 1
    await expect(adopt('i-9')).rejects.toThrow('fake could not be asked')
  })

  test('is charged by the meter when it is seen gone', async () => {
    const orphan = fake.add(nextName(US))
    await adopt(orphan)
    const watchdog = createWatchdog({
      ...watchTools(clock),
      providers: () => [{ ...fake.provider, cost: async () => NOT_TOLD }],
      identity: US,
      stateOfAttempt: attempt => stateOfAttempt(db, attempt),
      adopted: provider => adoptedInstances(db, provider),
      chargeAdopted: (adopted, provider, charge) => chargeAdopted(db, clock.now(), adopted, provider.id, charge),
    })
    await clock.sleep(10 * 60_000)
    await watchdog.look(never)
    await fake.provider.terminate(orphan, never)
    await watchdog.look(never)
    await watchdog.look(never)
    const charges = listCharges(db, { from: 0, to: Infinity })
    // Ten minutes at 3.60 an hour, less the 90 seconds of boot.
    expect(charges).toMatchObject([{ burstId: 'adopted', instanceId: orphan, cost: { micros: 510_000 } }])
    expect(adoptedInstances(db, 'fake')).toEqual([])
  })
})
