import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { BurstEvent } from '../../../common/bursts/events.ts'
import type { JournalLine } from '../worker/journal.ts'
import { journalEvents } from './journal-events.ts'
import { planOf } from './testing/plans.ts'
import { newLife, progress, type Life } from './testing/random-life.ts'

/** A burst of four pictures whose only lane has been given all of them. */
function leasedLife(): Life {
  const life = newLife(4, planOf())
  while (!life.state().lanes[0]?.shares[0]) {
    const steps = life.settle()
    const [next] = progress(life.state(), steps)
    if (next && !life.state().lanes[0]?.shares[0]) life.happen(next)
  }
  return life
}

function read(life: Life, line: JournalLine): BurstEvent[] {
  const events = journalEvents(life.state(), 0, line)
  for (const event of events) life.happen(event)
  return events
}

const FILE = { path: 'a.png', bytes: 3, sha256: 'a'.repeat(64) }
const made = (item: number): JournalLine => ({ type: 'made', at: 1, item, attempt: 1, file: FILE, gpu: [1, 2] })

test('what is made, and only what the lane holds', () => {
  const life = leasedLife()
  expect(read(life, made(1))).toMatchObject([{ type: 'item.made', item: 1 }])
  expect(read(life, made(4))).toEqual([])
  life.happen({ type: 'item.verified', lane: 0, item: 1, bytes: 3, sha256: FILE.sha256, adopted: false })
  expect(read(life, made(1))).toEqual([])
})

test('a picture that must be made again is with the worker again', () => {
  const life = leasedLife()
  read(life, made(1))
  read(life, { type: 'attempt-failed', at: 1, item: 1, attempt: 1, code: 'hash-mismatch', message: 'asked for' })
  expect(life.state().items.counts).toMatchObject({ leased: 4, made: 0 })
})

test('only what is not made can be given back', () => {
  const life = leasedLife()
  read(life, made(0))
  life.happen({ type: 'item.verified', lane: 0, item: 0, bytes: 3, sha256: FILE.sha256, adopted: false })
  expect(read(life, { type: 'revoked', at: 1, items: [3, 0, 2, 99] })).toEqual([
    { type: 'items.revoked', lane: 0, items: [[2, 3]] },
  ])
  expect(read(life, { type: 'revoked', at: 1, items: [2, 3] })).toEqual([])
})

test('a released picture is one that was verified', () => {
  const life = leasedLife()
  expect(read(life, { type: 'released', at: 1, item: 2 })).toEqual([])
})

test('a share that is refused ends the lane, once', () => {
  const life = leasedLife()
  const line: JournalLine = { type: 'refused', at: 1, share: '0-0', code: 'share-unreadable', message: 'broken' }
  expect(read(life, line)).toMatchObject([{ type: 'lane.closing', reason: 'setup-failed' }])
  expect(read(life, line)).toEqual([])
})

const item = fc.integer({ min: 0, max: 6 })
const lines = fc.oneof(
  item.map(made),
  item.map((of): JournalLine => ({ type: 'released', at: 1, item: of })),
  item.map((of): JournalLine => ({ type: 'failed', at: 1, item: of, attempts: 3, code: 'x', message: '' })),
  item.map((of): JournalLine => ({ type: 'attempt-failed', at: 1, item: of, attempt: 1, code: 'x', message: '' })),
  fc.array(item).map((items): JournalLine => ({ type: 'revoked', at: 1, items })),
  fc.constantFrom<JournalLine>(
    { type: 'took', at: 1, share: '0-0', count: 4 },
    { type: 'took', at: 1, share: 'nonsense', count: 4 },
    { type: 'comfyui-up', at: 1, version: '1' },
    { type: 'comfyui-down', at: 1, message: '' },
    { type: 'drained', at: 1 },
  ),
)

test('whatever a worker writes, the burst stays whole', () => {
  fc.assert(
    fc.property(fc.array(lines, { maxLength: 60 }), journal => {
      const life = leasedLife()
      for (const line of journal) {
        read(life, line)
        life.settle()
      }
      expect(Object.values(life.state().items.counts).reduce((sum, count) => sum + count, 0)).toBe(4)
    }),
  )
})
