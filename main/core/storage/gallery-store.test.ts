import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { PromptItem } from '../../../common/job/job.ts'
import { JOB, planOf, PRICE } from '../bursts/testing/plans.ts'
import { rejectedJob } from '../jobs/rejected-job.ts'
import { createBurstStore } from './burst-store.ts'
import { openDatabase, type Db } from './database.ts'
import { createGalleryStore, type GalleryFilter } from './gallery-store.ts'
import { MIGRATIONS } from './migrations.ts'

let db: Db
beforeEach(() => {
  db = openDatabase(':memory:')
})
afterEach(() => db.close())

const item = (at: number, more: Partial<PromptItem> = {}): PromptItem => ({
  id: `p${at}`,
  prompt: `a lighthouse, ${['dawn', 'noon', 'dusk'][at % 3]} light, Île de Ré`,
  negative_prompt: 'blurry',
  seed: 1000 + at,
  filename: `view_${at}.png`,
  variations: { Light: ['dawn', 'noon', 'dusk'][at % 3] ?? '', Place: { key: 're', text: 'Île de Ré' } },
  ...more,
})

/** A burst whose pictures all came home, in their order. */
function burstOf(id: string, items: readonly PromptItem[]): void {
  const store = createBurstStore(db)
  const at = { at: 1000, clock: 1000 }
  const { state } = store.create(
    { id, job: JOB, source: null, items },
    count => ({
      type: 'burst.created',
      kind: 'images',
      name: id,
      template: null,
      out: '/o',
      items: count,
      plan: planOf(),
    }),
    at,
  )
  store.append(
    state,
    id,
    [
      { type: 'lane.intended', lane: 0, attempt: id, name: id, offer: 0, pricePerHour: PRICE, endBy: 9e9 },
      { type: 'lane.leased', lane: 0, share: '0-0', items: [[0, items.length - 1]] },
      ...items.flatMap((_, index) => [
        {
          type: 'item.made' as const,
          lane: 0,
          item: index,
          attempt: 1,
          file: { path: 'p', bytes: 10 + index, sha256: 'a'.repeat(64) },
          gpu: null,
        },
        {
          type: 'item.verified' as const,
          lane: 0,
          item: index,
          bytes: 10 + index,
          sha256: 'a'.repeat(64),
          adopted: false,
        },
      ]),
    ],
    at,
    { durable: false },
  )
}

const found = (filter: GalleryFilter): number[] =>
  createGalleryStore(db)
    .page(filter, { offset: 0, limit: 100 })
    .map(picture => picture.item)

describe('pictures of all bursts', () => {
  test('come the newest first, with all that is known of them, in pages', () => {
    burstOf('first', [item(0), item(1)])
    burstOf('second', [item(2)])
    const gallery = createGalleryStore(db)
    expect(gallery.count({})).toBe(3)
    expect(gallery.page({}, { offset: 0, limit: 2 })).toMatchObject([
      { burstId: 'second', item: 0, mark: null, bytes: 10, spec: { id: 'p2' } },
      { burstId: 'first', item: 1, bytes: 11, spec: { seed: 1001 } },
    ])
    expect(gallery.page({}, { offset: 2, limit: 2 })).toMatchObject([{ burstId: 'first', item: 0 }])
  })

  test('stand still for whoever looks at them while others come home', () => {
    burstOf('first', [item(0)])
    const gallery = createGalleryStore(db)
    const upTo = gallery.newest()
    burstOf('second', [item(1)])
    expect(gallery.count({ upTo })).toBe(1)
    expect(gallery.count({})).toBe(2)
  })

  test.each([
    ['dusk', [2]],
    ['light dus', [2]],
    // Accents and case do not matter.
    ['ile RE', [2, 1, 0]],
    ['1001', [1]],
    ['view_2', [2]],
    ['first', [2, 1, 0]],
    ['nothing of the kind', []],
    // What means something to the index means nothing here.
    ['dusk" OR "dawn', []],
    ['  "', [2, 1, 0]],
    ['NEAR(', []],
  ])('are found by %j', (text, items) => {
    burstOf('first', [item(0), item(1), item(2)])
    expect(found({ text })).toEqual(items)
  })

  test('are found by what placeholders became: of one any, of several all', () => {
    burstOf('first', [item(0), item(1), item(2)])
    const light = (value: string) => ({ name: 'Light', value })
    expect(found({ values: [light('dawn'), light('dusk')] })).toEqual([2, 0])
    const place = { name: 'Place', value: 'key re, text Île de Ré' }
    expect(found({ values: [light('noon'), place] })).toEqual([1])
    expect(found({ values: [light('noon'), { ...place, value: 'elsewhere' }] })).toEqual([])
    expect(createGalleryStore(db).facets('first')).toEqual([
      { name: 'Light', values: ['dawn', 'dusk', 'noon'].map(value => ({ value, count: 1 })) },
    ])
  })

  test('are starred and rejected, and that is taken back', () => {
    burstOf('first', [item(0), item(1), item(2)])
    const gallery = createGalleryStore(db)
    gallery.mark('first', 0, 'reject', 1)
    gallery.mark('first', 1, 'star', 1)
    expect(found({ mark: 'star' })).toEqual([1])
    expect(found({ mark: 'reject' })).toEqual([0])
    expect(found({ mark: 'none' })).toEqual([2])
    expect(found({ mark: 'not-rejected' })).toEqual([2, 1])
    expect(gallery.count({ mark: 'not-rejected', burstId: 'first' })).toBe(2)
    gallery.mark('first', 0, 'star', 2)
    gallery.mark('first', 1, null, 2)
    expect(found({ mark: 'star' })).toEqual([0])
    expect(gallery.marked('first', 'reject')).toEqual([])
  })

  test('that were at home before there was a gallery are in it', () => {
    burstOf('first', [item(0), item(1)])
    db.exec('DROP VIEW gallery_words; DROP VIEW gallery_values')
    for (const table of ['pictures', 'picture_values', 'picture_words', 'picture_marks']) db.exec(`DROP TABLE ${table}`)
    db.exec(MIGRATIONS.find(sql => sql.includes('CREATE TABLE pictures')) ?? '')
    expect(found({ text: 'noon' })).toEqual([1])
    expect(found({ values: [{ name: 'Light', value: 'dawn' }] })).toEqual([0])
  })
})

test('what is rejected is made again with the same words and other seeds', () => {
  const again = rejectedJob({ name: 'first', settings: JOB, items: [item(0), item(2)] }, 'job-2')
  expect(again).toMatchObject({ name: 'first again', count: 2, settings: { job_id: 'job-2' } })
  const items = [...again.items()]
  expect(items.map(({ prompt }) => prompt)).toEqual([item(0).prompt, item(2).prompt])
  expect(items.map(({ seed }) => seed)).not.toEqual([1000, 1002])
  expect([...again.items()]).toEqual(items)
  expect(() => rejectedJob({ name: 'first', settings: JOB, items: [] }, 'j')).toThrow(/rejected/)
})
