import { expect, test } from 'vitest'
import type { Plan } from '../../../common/bursts/plan.ts'
import type { BurstState } from '../../../common/bursts/state.ts'
import { endByOf } from './end-by.ts'
import { planOf, PRICE } from './testing/plans.ts'
import { newLife } from './testing/random-life.ts'

const HOUR_MS = 3_600_000
const AT = { now: 0, atLeastMs: 0, lifetimeMs: 24 * HOUR_MS }
/** An hour of one instance costs 3.60. */
const budget = (amount: number) => ({ ...PRICE, micros: amount * 1_000_000 })

function stateWith(plan: Partial<Plan>, lanes: readonly { endBy: number; billed?: number }[] = []): BurstState {
  const life = newLife(10, planOf(plan))
  lanes.forEach(({ endBy, billed }, lane) => {
    life.happen({ type: 'lane.intended', lane, attempt: `a${lane}`, name: 'n', offer: 0, pricePerHour: PRICE, endBy })
    life.happen({ type: 'lane.created', lane, instanceId: `i${lane}` })
    if (billed !== undefined)
      life.happen({ type: 'lane.gone', lane, billedSeconds: billed, cost: { ...PRICE, micros: billed * 1000 } })
  })
  const state = life.state()
  return { ...state, lanes: state.lanes.map(lane => ({ ...lane, marks: { ...lane.marks, intended: 0 } })) }
}

const renting = (lane: number, intended = 0) => ({ lane, intended, pricePerHour: PRICE })

test('without a budget: the predicted end and the grace', () => {
  expect(endByOf(stateWith({}), renting(0), AT)).toEqual({ endBy: 2400_000, boundBy: 'prediction' })
})

test('later, the grace counts from now', () => {
  expect(endByOf(stateWith({}), renting(0), { ...AT, now: HOUR_MS }).endBy).toBe(HOUR_MS + 1800_000)
})

test('with hardly any grace, there is time to prolong it all the same', () => {
  const state = stateWith({ graceSeconds: 1, estimate: { seconds: 1, cost: budget(1) } })
  expect(endByOf(state, renting(0), { ...AT, atLeastMs: 600_000 }).endBy).toBe(600_000)
})

test('never beyond the lifetime', () => {
  expect(endByOf(stateWith({}), renting(0), { ...AT, lifetimeMs: 1000 })).toEqual({
    endBy: 1000,
    boundBy: 'lifetime',
  })
})

test('the first of two lanes gets half of the budget, the second what the first is not promised', () => {
  const plan = { lanes: 2, maxCost: budget(1.8) }
  expect(endByOf(stateWith(plan), renting(0), AT)).toEqual({ endBy: HOUR_MS / 4, boundBy: 'budget' })
  const second = endByOf(stateWith(plan, [{ endBy: HOUR_MS / 4 }]), renting(1), AT)
  expect(second).toEqual({ endBy: HOUR_MS / 4, boundBy: 'budget' })
})

test('a replacement gets what is neither spent nor promised, whenever it comes', () => {
  const plan = { lanes: 2, maxCost: budget(3.6), estimate: { seconds: 1e6, cost: budget(3.6) } }
  const state = stateWith(plan, [{ endBy: HOUR_MS / 2, billed: 900 }, { endBy: HOUR_MS / 2 }])
  expect(endByOf(state, renting(2, HOUR_MS), AT)).toEqual({ endBy: HOUR_MS * 1.25, boundBy: 'budget' })
})
