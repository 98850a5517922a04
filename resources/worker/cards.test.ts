import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { FakeComfy } from './testing/fake-comfyui.ts'
import { Lane, range } from './testing/lane.ts'

let lane: Lane
let cards: [FakeComfy, FakeComfy]

beforeEach(async () => {
  lane = new Lane()
  // Each writes into the same folder: names are never the same.
  cards = [new FakeComfy(lane.output), new FakeComfy(lane.output)]
  for (const card of cards) {
    card.renderMs = 20
    await card.start()
  }
})
afterEach(async () => {
  await lane.end()
  for (const card of cards) await card.die()
})

const urls = () => cards.map(({ url }) => url).join(' ')
const itemsOf = (card: FakeComfy) => card.rendered.map(prefix => Number(/(\d{6})-a\d+-/.exec(prefix)?.[1]))
const sorted = (items: readonly number[]): number[] => items.toSorted((a, b) => a - b)
const made = () => sorted(cards.flatMap(itemsOf))

test('every card of a machine makes pictures, each of them once', async () => {
  lane.give('A', range(40))
  lane.run(urls())
  await lane.drained()
  expect(made()).toEqual(range(40))
  expect(sorted(lane.made())).toEqual(range(40))
  for (const card of cards) expect(card.rendered.length).toBeGreaterThan(10)
})

test('a slower card gets less, and keeps nobody waiting', async () => {
  cards[1].renderMs = 200
  lane.give('A', range(40))
  lane.run(urls())
  await lane.drained()
  expect(made()).toEqual(range(40))
  expect(cards[0].rendered.length).toBeGreaterThan(3 * cards[1].rendered.length)
})

test('what a card that died was making counts as one attempt; the others go on', async () => {
  cards[1].hold = true
  lane.give('A', range(20))
  lane.run(urls())
  await lane.until('both have work', () => cards[1].running !== null && cards[0].rendered.length > 0)
  await cards[1].die()
  cards[1].hold = false
  await cards[1].start()
  await lane.drained()
  expect(sorted(lane.made())).toEqual(range(20))
  expect(made()).toEqual(range(20))
  expect(lane.of('attempt-failed').map(({ code }) => code)).toEqual(['comfyui-restarted'])
})

test('a worker that is killed again and again finds on each card what that has', async () => {
  lane.give('A', range(40))
  for (let round = 0; round < 8 && lane.of('drained').length === 0; round += 1) {
    lane.run(urls())
    await delay(150 + ((round * 53) % 150))
    await lane.kill()
  }
  lane.run(urls())
  await lane.drained()
  expect(made()).toEqual(range(40))
  expect(lane.of('attempt-failed')).toEqual([])
})

test('stop takes back what no card has begun', async () => {
  for (const card of cards) card.hold = true
  lane.give('A', range(20))
  lane.run(urls())
  await lane.until('both have work', () => cards.every(card => card.running !== null && card.pending.length > 0))
  lane.send({ command: 'stop' })
  await lane.until('nothing waits there', () => cards.every(card => card.pending.length === 0))
  for (const card of cards) card.finish()
  await lane.until('it has stopped', () => lane.of('stopped').length === 1)
  expect(lane.made()).toHaveLength(2)
})
