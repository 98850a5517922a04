import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { RecordedEvent } from '../../../common/bursts/events.ts'
import { evolve } from '../../../common/bursts/evolve.ts'
import { indexesOf, placeOf } from '../../../common/bursts/items.ts'
import { eachIn } from '../../../common/bursts/ranges.ts'
import { isLive, isOpen, type BurstState } from '../../../common/bursts/state.ts'
import { decide, outcomeOf } from './decide.ts'
import { planOf, planWithHome } from './testing/plans.ts'
import { mischief, newLife, progress, type Life } from './testing/random-life.ts'

const RUNS = { numRuns: 300 }

/** A burst's size and plan, and what the outside does: each number picks one of what may happen next. */
const lives = fc.record({
  items: fc.integer({ min: 1, max: 60 }),
  lanes: fc.integer({ min: 1, max: 4 }),
  spareLanes: fc.integer({ min: 0, max: 2 }),
  hasHome: fc.boolean(),
  picks: fc.array(fc.nat(1000), { maxLength: 120 }),
  /** How often things go wrong, of ten. */
  mood: fc.integer({ min: 0, max: 9 }),
})

type Lived = typeof lives extends fc.Arbitrary<infer T> ? T : never

function live({ items, lanes, spareLanes, hasHome, picks, mood }: Lived, look: (life: Life) => void = () => {}): Life {
  const life = newLife(items, (hasHome ? planWithHome : planOf)({ lanes, spareLanes }))
  for (const pick of picks) {
    const steps = life.settle()
    look(life)
    const good = progress(life.state(), steps)
    const bad = mischief(life.state())
    const choice = pick % 10 < mood && bad.length > 0 ? bad : good
    const event = choice[Math.floor(pick / 10) % Math.max(1, choice.length)]
    if (event) life.happen(event)
  }
  life.settle()
  return life
}

/** What happens next when nothing goes wrong; null when nothing is left to happen. */
function goOn(life: Life): boolean {
  const steps = life.settle()
  const [next] = progress(life.state(), steps)
  if (next) life.happen(next)
  return next !== undefined
}

function replay(records: readonly RecordedEvent[]): BurstState | null {
  return records.reduce<BurstState | null>((state, record) => evolve(state, record), null)
}

test('replaying the record gives the state, whatever happened', () => {
  fc.assert(
    fc.property(lives, lived => {
      const life = live(lived)
      expect(replay(life.records)).toEqual(life.state())
    }),
    RUNS,
  )
})

test('counts always add up, and nothing that is over holds an item', () => {
  fc.assert(
    fc.property(lives, lived => {
      live(lived, life => {
        const { items, lanes } = life.state()
        expect(Object.values(items.counts).reduce((sum, count) => sum + count, 0)).toBe(lived.items)
        for (const { lane, phase } of lanes) {
          const held = [...indexesOf(items, ['leased', 'made'], lane)].length
          const isOver = phase.kind === 'gone' || phase.kind === 'absent' || phase.kind === 'rejected'
          expect(items.heldBy[lane] ?? 0).toBe(held)
          expect(isOver ? held : 0).toBe(0)
        }
      })
    }),
    RUNS,
  )
})

test('an item is only leased when nobody else has it', () => {
  fc.assert(
    fc.property(lives, lived => {
      const taken: number[] = []
      let state: BurstState | null = null
      for (const record of live(lived).records) {
        const { items } = state ?? {}
        const leased = record.event.type === 'lane.leased' ? [...eachIn(record.event.items)] : []
        taken.push(...leased.filter(item => items && placeOf(items, item).kind !== 'pending'))
        state = evolve(state, record)
      }
      expect(taken).toEqual([])
    }),
    RUNS,
  )
})

test('deciding twice gives the same, and it comes to an end', () => {
  fc.assert(
    fc.property(lives, lived => {
      live(lived, life => expect(decide(life.state())).toEqual(life.settle()))
    }),
    RUNS,
  )
})

test('nothing is rented against the wish, beyond the plan, or for a burst that is over', () => {
  fc.assert(
    fc.property(lives, lived => {
      live(lived, life => {
        const state = life.state()
        const { home = null } = state.plan
        const rented = state.lanes.filter(lane => isOpen(lane) && lane.offer !== home)
        const opened = decide(state).flatMap(step => (step.do === 'open-lane' ? [step.offer] : []))
        const mayGoOn = state.wish === 'run' && !state.ended
        expect(opened.every(offer => mayGoOn && (offer === home || rented.length < lived.lanes))).toBe(true)
        expect(state.lanes.slice(state.firstLane).filter(({ offer }) => offer === home).length).toBeLessThanOrEqual(1)
      })
    }),
    RUNS,
  )
})

test('when nothing more goes wrong, every burst ends or rests, and leaves nothing rented', () => {
  fc.assert(
    fc.property(lives, lived => {
      const life = live(lived)
      let left = 3000
      while (left > 0 && goOn(life)) left -= 1
      expect(left).toBeGreaterThan(0)
      const state = life.state()
      expect(state.lanes.filter(isLive)).toEqual([])
      expect(state.ended?.outcome ?? state.wish).toBe(state.ended ? outcomeOf(state).outcome : 'pause')
    }),
    RUNS,
  )
})

test('a card at home begins first, and is one more than was planned to be rented', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4 }), (items, lanes) => {
      const life = newLife(items, planWithHome({ lanes }))
      while (goOn(life));
      const state = life.state()
      expect(state.ended?.outcome).toBe('completed')
      expect(state.lanes.map(({ offer }) => offer === state.plan.home).indexOf(true)).toBe(0)
      expect(state.lanes.length).toBeLessThanOrEqual(1 + Math.min(lanes, items))
    }),
    RUNS,
  )
})

test('an undisturbed burst makes everything with as many instances as it was planned with', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 4 }), (items, lanes) => {
      const life = newLife(items, planOf({ lanes }))
      while (goOn(life));
      expect(life.state().ended?.outcome).toBe('completed')
      expect(life.state().lanes.length).toBeLessThanOrEqual(Math.min(lanes, items))
    }),
    RUNS,
  )
})
