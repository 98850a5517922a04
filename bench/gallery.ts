import { parseArgs } from 'node:util'
import { createGalleryStore, type GalleryFilter } from '../main/core/storage/gallery-store.ts'
import { openRecordedBurst } from './support/recorded-burst.ts'

/** What it takes to find pictures among many: how many there are, and the first page of them. */
const { values } = parseArgs({ options: { pictures: { type: 'string', default: '38000' } } })
const PICTURES = Number(values.pictures)
const PAGE = 100
const TIMES = 15
/** The mark: a filter that takes longer is felt. */
const MARK_MS = 100

const burst = openRecordedBurst(PICTURES)
try {
  const entering = timed(1, () => burst.bringHome(PICTURES))
  const gallery = createGalleryStore(burst.db)
  for (let item = 0; item < PICTURES; item += 7) gallery.mark(burst.id, item, item % 2 === 0 ? 'star' : 'reject', 1)
  const filters: [string, GalleryFilter, number][] = [
    ['all, the first page', {}, 0],
    ['all, the last page', {}, PICTURES - PAGE],
    ['of one burst', { burstId: burst.id }, 0],
    ['a word that many have', { text: 'lighthouse' }, 0],
    ['a word that few have', { text: '12345' }, 0],
    ['a seed', { text: '1777' }, 0],
    ['a value of a placeholder', { values: [{ name: 'Light', value: 'light 3' }] }, 0],
    ['not rejected', { mark: 'not-rejected' }, 0],
    ['starred, by a word', { mark: 'star', text: 'lighthouse' }, 0],
  ]
  const rows = filters.map(([what, filter, offset]): [string, number] => [
    what,
    timed(TIMES, () => {
      gallery.count(filter)
      gallery.page(filter, { offset, limit: PAGE })
    }),
  ])
  rows.push(['what there is to choose from', timed(TIMES, () => gallery.facets(burst.id))])
  process.stdout.write(`${PICTURES} pictures; each came home in ${((entering * 1000) / PICTURES).toFixed(0)} µs\n`)
  for (const [what, ms] of rows)
    process.stdout.write(`${what.padEnd(36)} ${ms.toFixed(1).padStart(8)} ms${ms > MARK_MS ? '  over the mark' : ''}\n`)
} finally {
  burst.close()
}

/** The median, ms. */
function timed(times: number, run: () => unknown): number {
  const taken = Array.from({ length: times }, () => {
    const from = performance.now()
    run()
    return performance.now() - from
  })
  return taken.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? 0
}
