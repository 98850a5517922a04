import { describe, expect, it } from 'vitest'
import type { InstancesResult, InstanceView } from '../../../common/contract.ts'
import { createSafety } from './safety.ts'

const FOREVER = new AbortController().signal
const EUROS = { currency: 'EUR', taxIncluded: true, simulated: false }

function instance(changes: Partial<InstanceView>): InstanceView {
  return {
    id: 'i-1',
    provider: 'ovh',
    name: 'burst-x',
    state: 'running',
    billing: 'full',
    whose: 'ours',
    burstId: 'b',
    createdAt: '2026-01-01T00:00:00.000Z',
    uptimeSeconds: 10,
    pricePerHour: { amount: 3.36, ...EUROS },
    cost: null,
    endBy: null,
    deadMan: 'none',
    ...changes,
  }
}

function answered(instances: InstanceView[], ok = true): InstancesResult {
  return { instances, leftovers: [], providers: [{ provider: 'ovh', ok, askedAt: '2026-01-01T00:00:00.000Z' }] }
}

/** A watch whose looks are answered in turn. */
function watching(...results: InstancesResult[]) {
  let now = 0
  let looks = 0
  const safety = createSafety({
    look: async () => results[looks++] ?? answered([]),
    outstanding: () => ({ picturesNotHome: 3, mayBeBilling: false }),
    announced: () => [],
    isLatched: () => false,
    wallNow: () => now,
  })
  return { safety, looks: () => looks, later: (ms: number) => (now += ms) }
}

describe('what may be billing', () => {
  it('is unknown until somebody looked', () => {
    expect(watching().safety.view()).toMatchObject({ lookedAt: null, instances: [], providers: [], picturesNotHome: 3 })
  })

  it('adds the prices of what is ours, also where nobody says that it bills', async () => {
    const { safety } = watching(
      answered([
        instance({}),
        instance({ id: 'i-2', whose: 'orphaned', billing: 'unknown' }),
        instance({ id: 'i-3', whose: 'other-install' }),
        instance({ id: 'i-4', billing: 'none' }),
      ]),
    )
    const view = await safety.lookedWithin(0, FOREVER)
    expect(view.pricesPerHour).toEqual([{ amount: 6.72, ...EUROS }])
    expect(safety.isBusy()).toBe(true)
  })

  it('never adds practice money to real money', async () => {
    const practice = { amount: 1, ...EUROS, simulated: true }
    const { safety } = watching(answered([instance({}), instance({ id: 'i-2', pricePerHour: practice })]))
    const { pricesPerHour } = await safety.lookedWithin(0, FOREVER)
    expect(pricesPerHour).toEqual([{ amount: 3.36, ...EUROS }, practice])
  })

  it('keeps in sight what a provider showed that does not answer now, as unknown', async () => {
    const { safety, later } = watching(answered([instance({ cost: { amount: 1, ...EUROS } })]), answered([], false))
    await safety.lookedWithin(0, FOREVER)
    later(10)
    const view = await safety.lookedWithin(0, FOREVER)
    expect(view.instances).toMatchObject([{ id: 'i-1', billing: 'unknown', cost: null }])
    expect(safety.isBusy()).toBe(true)
  })

  it('asks once for all who want to know at the same time, and not again while the answer is fresh', async () => {
    const { safety, looks, later } = watching()
    await Promise.all([safety.lookedWithin(100, FOREVER), safety.lookedWithin(100, FOREVER)])
    later(50)
    await safety.lookedWithin(100, FOREVER)
    expect(looks()).toBe(1)
    later(100)
    await safety.lookedWithin(100, FOREVER)
    expect(looks()).toBe(2)
  })
})
