import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Money } from '../../../common/money.ts'
import { CLOUD_IDS, type CloudId } from '../providers/credentials.ts'
import { clientOf, SIMULATORS } from '../providers/testing/clouds/all.ts'
import { createFastClock } from '../providers/testing/clouds/fast-clock.ts'
import type { Provider } from '../providers/provider.ts'
import { createFakeProvider } from '../providers/testing/fake-provider.ts'
import { openDatabase, type Db } from '../storage/database.ts'
import { insertLedgerEntry, listCharges, stateOfAttempt } from '../storage/ledger-store.ts'
import { reconcileUsage } from './usage.ts'

const HOUR = 3_600_000
const NOW = Date.UTC(2026, 10, 26, 12)
const never = new AbortController().signal
const dollars = (amount: number): Money => ({
  micros: Math.round(amount * 1_000_000),
  currency: 'USD',
  taxIncluded: false,
  simulated: false,
})
/** What our own meter said, as the account counts. */
const METERED: Money = { micros: 1_000_000, currency: 'EUR', taxIncluded: true, simulated: false }

let db: Db
beforeEach(() => void (db = openDatabase(':memory:')))
afterEach(() => void db.close())

function charged(attempt: string, at: number, money = METERED): void {
  const common = { provider: 'fake', burstId: 'b', lane: 0, attempt, instanceId: `i-${attempt}`, money }
  insertLedgerEntry(db, { ...common, at, entry: 'gone', billedSeconds: 60, cost: money, split: null, images: 1 })
}

function providerThatTells(figures: () => Record<string, Money>): Provider {
  const { provider } = createFakeProvider({ now: () => NOW, sleep: async () => undefined }, { simulated: false })
  return { ...provider, usage: async () => ({ kind: 'answer', value: new Map(Object.entries(figures())) }) }
}

const reconcile = async (provider: Provider, now = NOW, said: string[] = []) =>
  await reconcileUsage(
    {
      db,
      providers: () => [provider],
      wallNow: () => now,
      rest: async () => undefined,
      log: (message, details) => void said.push(`${message}: ${String(details)}`),
    },
    never,
  )
const costs = () =>
  listCharges(db, { from: 0, to: Infinity }).map(({ cost, metered }) => [cost.micros, metered?.micros ?? null])

it("the provider's own figure counts once it is told, with our meter beside it, and a later one takes its place", async () => {
  charged('a', NOW - 2 * HOUR)
  let figure = dollars(1.2)
  const provider = providerThatTells(() => ({ 'i-a': figure }))
  await reconcile(provider)
  expect(listCharges(db, { from: 0, to: Infinity })).toMatchObject([{ cost: dollars(1.2), metered: METERED }])
  expect(stateOfAttempt(db, 'a')).toBe('closed')
  await reconcile(provider)
  figure = dollars(1.1)
  await reconcile(provider)
  expect(costs()).toEqual([[1_100_000, 1_000_000]])
  expect(db.prepare(`SELECT count(*) FROM ledger WHERE entry = 'reconciled'`).pluck().get()).toBe(2)
})

it('asks about nothing that is too young or long settled, nor about practice money; what is not told stays ours', async () => {
  charged('young', NOW - HOUR / 2)
  charged('old', NOW - 5 * 24 * HOUR)
  charged('practice', NOW - 2 * HOUR, { ...METERED, simulated: true })
  charged('untold', NOW - 2 * HOUR)
  await reconcile(providerThatTells(() => ({ 'i-young': dollars(9), 'i-old': dollars(9), 'i-practice': dollars(9) })))
  expect(costs()).toEqual(Array.from({ length: 4 }, () => [1_000_000, null]))
})

it('a provider that does not answer is asked again later', async () => {
  charged('a', NOW - 2 * HOUR)
  const said: string[] = []
  const trouble = { kind: 'trouble', trouble: { reason: 'server', message: 'try later' } } as const
  await reconcile({ ...providerThatTells(() => ({})), usage: async () => trouble }, NOW, said)
  expect(said).toEqual(['fake does not tell what it charged: try later'])
  expect(costs()).toEqual([[1_000_000, null]])
})

const PRICES: Readonly<Record<Exclude<CloudId, 'lambda'>, number>> = { ovh: 2.8, runpod: 2.89, vast: 1.79 }

it.each(CLOUD_IDS)('%s says what it charged for each machine, or that it never will', async cloud => {
  const clock = createFastClock(20_000)
  const simulator = await SIMULATORS[cloud]({ clock, times: { boot: 0, invisible: 0 } })
  try {
    const provider = clientOf(simulator, clock)
    if (cloud === 'lambda') return expect(provider.usage).toBeNull()
    const ids = [simulator.addForeign('one'), simulator.addForeign('two')]
    await clock.sleep(2 * HOUR)
    for (const id of ids) simulator.machines.end(id)
    const told = await provider.usage?.(clock.now() - 24 * HOUR, never)
    if (told?.kind !== 'answer') throw new Error(JSON.stringify(told))
    expect([...told.value.keys()].toSorted()).toEqual(ids.toSorted())
    for (const id of ids) {
      const machine = simulator.machines.all().find(one => one.id === id)
      const expected = machine ? simulator.machines.hours(machine) * PRICES[cloud] : Number.NaN
      // Vast.ai rounds to tenths of a cent.
      expect(Math.abs((told.value.get(id)?.micros ?? 0) / 1e6 - expected)).toBeLessThan(0.001)
      expect(told.value.get(id)?.taxIncluded).toBe(false)
    }
  } finally {
    clock.stop()
    await simulator.server.stop()
  }
})
