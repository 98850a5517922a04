import { describe, expect, test } from 'vitest'
import { outlookOf, type Outlook } from '../../../common/bursts/outlook.ts'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { zero } from '../../../common/money.ts'
import { planOf, PRICE } from './testing/plans.ts'
import { newLife } from './testing/random-life.ts'

const BY_HOUR = { stepSeconds: 3600, minimumSeconds: 3600 }
const BY_SECOND = { stepSeconds: 1, minimumSeconds: 0 }

/** One instance, billed since 0, that has made so many of all pictures at 10 s each. */
function under(items: number, made: number, plan: Partial<Plan> = {}, isHome = true): BurstState {
  const life = newLife(items, planOf(plan))
  life.happen({ type: 'lane.intended', lane: 0, attempt: 'a', name: 'n', offer: 0, pricePerHour: PRICE, endBy: 9e9 })
  life.happen({ type: 'lane.created', lane: 0, instanceId: 'i' })
  life.happen({ type: 'lane.running', lane: 0, billedFrom: 0 })
  life.settle()
  for (let item = 0; item < made; item += 1) {
    const file = { path: `p${item}`, bytes: 1, sha256: '0'.repeat(64) }
    life.happen({ type: 'item.made', lane: 0, item, attempt: 1, file, gpu: [item * 10_000, (item + 1) * 10_000] })
    if (isHome) life.happen({ type: 'item.verified', lane: 0, item, bytes: 1, sha256: file.sha256, adopted: false })
  }
  return life.state()
}

/** At so many seconds of the clock. */
function ahead(state: BurstState, clockSeconds: number, billing = BY_HOUR): Outlook | null {
  return outlookOf(state, { clockNow: clockSeconds * 1000, meterOf: () => ({ billing, money: zero(PRICE) }) })
}

describe('what is ahead', () => {
  test('is not known before the first few pictures, nor told of what is on its way out', () => {
    expect(ahead(under(100, 3), 60)).toBeNull()
    expect(ahead({ ...under(100, 50), wish: 'finish' }, 600)).toBeNull()
    expect(ahead(under(100, 100), 1000)).toBeNull()
  })

  test('goes by the pace that was measured, in the steps of the seller', () => {
    // 50 pictures are left: 500 s, and 45 s to end. At 0.001 a second.
    expect(ahead(under(100, 50), 600, BY_SECOND)).toMatchObject({
      secondsLeft: 500,
      cost: { micros: 1_145_000 },
      overLimit: 0,
      saving: null,
    })
    expect(ahead(under(100, 50), 600)?.cost.micros).toBe(3_600_000)
  })

  test('what is made and waits for the line is made', () => {
    expect(ahead(under(100, 50, {}, false), 600)?.secondsLeft).toBe(500)
    expect(ahead(under(100, 100, {}, false), 1000)).toBeNull()
  })

  test('asks where a few pictures would begin another hour', () => {
    // At 2,400 s 130 pictures are left: they end at 3,745 s, 145 s into the second hour. To be over by then nothing may be
    // begun 75 s before the hour: 112 are made until then, and 3 that are begun.
    const outlook = ahead(under(360, 230), 2400)
    expect(outlook).toMatchObject({ cost: { micros: 7_200_000 } })
    expect(outlook?.saving).toEqual({ pictures: 15, cost: { ...PRICE, micros: 3_600_000 }, at: 3_525_000 })
  })

  test('does not ask where much would be given up, where it saves nothing, or where nobody could answer in time', () => {
    // 330 are left at 2,400 s: they use more than half of the second hour.
    expect(ahead(under(560, 230), 2400)?.saving).toBeNull()
    expect(ahead(under(360, 230), 2400, BY_SECOND)?.saving).toBeNull()
    expect(ahead(under(360, 340), 3500)?.saving).toBeNull()
    expect(ahead(under(100, 50), 600)?.saving).toBeNull()
  })

  test('says how many pictures the limit will not pay for', () => {
    // 1.145 in the end, and 1.00 is the limit: 145 s too many.
    const state = under(100, 50, { maxCost: { ...PRICE, micros: 1_000_000 } })
    expect(ahead(state, 600, BY_SECOND)?.overLimit).toBe(15)
  })
})
