import process from 'node:process'
import { setImmediate as turn } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Recorder } from '../main/core/bursts/recorder.ts'
import { made, released, verified } from './support/picture-events.ts'
import { openRecordedBurst } from './support/recorded-burst.ts'

/**
 * How many events a second the app can record, and record and publish: `node bench/events.ts [--items 38000]`.
 *
 * The mix is that of a burst's working hours: each picture is made, verified at home, and released. Nothing else of the
 * app runs, so this is the ceiling and not what a burst reaches.
 */
const { values } = parseArgs({ options: { items: { type: 'string', default: '38000' } } })
const items = Number(values.items)
if (!Number.isInteger(items) || items < 1) throw new Error('--items must be a whole number above 0')

/** A forced commit waits for the disk: that many of them tell enough. */
const MOST_FORCED_COMMITS = 3000
/** Pictures in one commit: alone, or as many as a fast lane's journal tells of at once. */
const BATCHES = [1, 16] as const

type Forced = 'none' | 'verified' | 'all'
type Mode = { readonly name: string; readonly forced: Forced }
const MODES: readonly Mode[] = [
  { name: 'no commit is forced to the disk', forced: 'none' },
  { name: 'as in a burst: `item.verified` is forced', forced: 'verified' },
  { name: 'every commit is forced to the disk', forced: 'all' },
]

process.stdout.write('| commits | pictures in a commit | recorded a second | recorded and published a second |\n')
process.stdout.write('| --- | --- | --- | --- |\n')
for (const { name, forced } of MODES)
  for (const batch of BATCHES) {
    const alone = await measure({ forced, batch, followed: false })
    const followed = await measure({ forced, batch, followed: true })
    process.stdout.write(`| ${name} | ${batch} | ${alone.toFixed(0)} | ${followed.toFixed(0)} |\n`)
  }

/** Events a second; with a follower, until it has been told of the last one. */
async function measure({ forced, batch, followed }: { forced: Forced; batch: number; followed: boolean }) {
  const count = forced === 'none' ? items : Math.min(items, MOST_FORCED_COMMITS * batch)
  const burst = openRecordedBurst(count)
  const stop = new AbortController()
  const allTold = Promise.withResolvers<void>()
  const all = count * 3
  let told = 0
  const onEvent = () => {
    told += 1
    if (told === all) allTold.resolve()
  }
  const following = followed ? burst.follow(onEvent, stop.signal) : null
  try {
    const started = performance.now()
    for (let first = 0; first < count; first += batch) {
      recordBatch(burst.recorder, { first, last: Math.min(count, first + batch) - 1, forced })
      // In the app too a batch is what one turn of the event loop brought; publishers get theirs between.
      await turn()
    }
    if (following) await Promise.race([allTold.promise, following])
    return all / ((performance.now() - started) / 1000)
  } finally {
    stop.abort()
    await following
    burst.close()
  }
}

function recordBatch(recorder: Recorder, { first, last, forced }: { first: number; last: number; forced: Forced }) {
  const indexes = Array.from({ length: last - first + 1 }, (_, offset) => first + offset)
  const journal = { lane: 0, position: last }
  recorder.record(indexes.map(made), { durable: forced === 'all', journal })
  recorder.record(indexes.map(verified), { durable: forced !== 'none' })
  recorder.record(indexes.map(released), { durable: forced === 'all', journal })
}
