import { beforeEach, describe, expect, it } from 'vitest'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import { evolve } from '../../../common/bursts/evolve.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { summarize } from '../../../common/bursts/summary.ts'
import type { StreamEvent } from '../../../common/contract.ts'
import type { BurstListener } from '../bursts/service.ts'
import { planOf, PRICE } from '../bursts/testing/plans.ts'
import { burstPublisher } from './publish-bursts.ts'

const THROTTLE_MS = 200
const METER_MS = 1000

describe('the stream of bursts', () => {
  let bursts: Map<string, BurstState>
  let listeners: Set<BurstListener>
  let pending: { ms: number; resolve: () => void }[]
  let seconds: number

  beforeEach(() => {
    bursts = new Map()
    listeners = new Set()
    pending = []
    seconds = 0
  })

  function happen(id: string, event: BurstEvent): void {
    const before = bursts.get(id) ?? null
    const record = { seq: (before?.lastSeq ?? 0) + 1, burstId: id, at: 0, clock: 0, event }
    const state = evolve(before, record)
    bursts.set(id, state)
    for (const listener of listeners) listener([record], state)
  }

  function begin(id: string): void {
    happen(id, { type: 'burst.created', kind: 'images', name: id, template: null, out: '/o', items: 3, plan: planOf() })
  }

  const summaryOf = (state: BurstState) =>
    summarize(state, {
      clockNow: seconds * 1000,
      billing: { stepSeconds: 1, minimumSeconds: 0 },
      promptIdOf: item => `p${item}`,
    })

  async function rest(ms: number, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stop = () => reject(new Error('aborted'))
      if (signal.aborted) return stop()
      signal.addEventListener('abort', stop, { once: true })
      pending.push({ ms, resolve })
    })
  }

  function follow(burstId?: string) {
    const seen: StreamEvent<'bursts'>[] = []
    const enough = new AbortController()
    const show = (id: string) => {
      const state = bursts.get(id)
      if (!state) throw new Error(`no burst ${id}`)
      return summaryOf(state)
    }
    const service = {
      idOf: (id: string) => id,
      show,
      list: () => [...bursts.keys()].map(show),
      summaryOf,
      onEvents: (listener: BurstListener) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    }
    const input = burstId === undefined ? {} : { burstId }
    const ended = burstPublisher({ service, rest })(input, event => void seen.push(event), enough.signal)
    return { seen, enough, ended }
  }

  async function pass(ms: number): Promise<void> {
    const due = pending.filter(sleeper => sleeper.ms === ms)
    pending = pending.filter(sleeper => sleeper.ms !== ms)
    for (const { resolve } of due) resolve()
    await settle()
  }

  it('begins with every burst as it stands', async () => {
    begin('a')
    begin('b')
    const { seen, enough, ended } = follow()
    await settle()
    expect(seen).toMatchObject([{ type: 'snapshot', bursts: [{ id: 'a' }, { id: 'b' }] }])
    enough.abort()
    await ended
    expect(listeners.size).toBe(0)
  })

  it('tells a burst once in a while, and always as it ended up', async () => {
    begin('a')
    const { seen, enough, ended } = follow()
    await settle()
    happen('a', { type: 'burst.pause-requested' })
    await settle()
    for (let number = 0; number < 50; number += 1) happen('a', { type: 'burst.waiting', message: `for ${number}` })
    await settle()
    expect(seen).toHaveLength(2)
    await pass(THROTTLE_MS)
    expect(seen).toHaveLength(3)
    expect(seen.at(-1)).toMatchObject({ type: 'changed', burst: { id: 'a', waiting: 'for 49' } })
    await pass(THROTTLE_MS)
    expect(seen).toHaveLength(3)
    enough.abort()
    await ended
  })

  it('tells what a burst costs while nothing else happens, as long as an instance may be billing', async () => {
    begin('a')
    const { seen, enough, ended } = follow('a')
    await settle()
    const [price, lane] = [PRICE, 0]
    happen('a', { type: 'lane.intended', lane, attempt: 'x', name: 'n', offer: 0, pricePerHour: price, endBy: 1e12 })
    happen('a', { type: 'lane.created', lane, instanceId: 'i' })
    happen('a', { type: 'lane.running', lane, billedFrom: 0 })
    await settle()
    seconds = 10
    await pass(THROTTLE_MS)
    await pass(METER_MS)
    expect(seen.at(-1)).toMatchObject({ burst: { cost: { amount: 0.01 } } })
    happen('a', { type: 'lane.closing', lane, reason: 'done', message: null })
    happen('a', { type: 'lane.gone', lane, billedSeconds: 10, cost: { ...price, micros: 10_000 } })
    await pass(THROTTLE_MS)
    const told = seen.length
    await pass(METER_MS)
    await pass(THROTTLE_MS)
    expect(seen).toHaveLength(told)
    enough.abort()
    await ended
  })

  it('tells one burst alone where it is asked to', async () => {
    begin('a')
    begin('b')
    const { seen, enough, ended } = follow('b')
    await settle()
    happen('a', { type: 'burst.pause-requested' })
    happen('b', { type: 'burst.pause-requested' })
    await settle()
    expect(seen).toMatchObject([{ bursts: [{ id: 'b' }] }, { burst: { id: 'b' } }])
    enough.abort()
    await ended
  })
})

/** Lets everything happen that can happen without time passing. */
async function settle(): Promise<void> {
  await new Promise(resolve => setImmediate(resolve))
}
