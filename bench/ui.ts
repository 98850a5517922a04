import { parseArgs } from 'node:util'
import { chromium, type Browser } from '@playwright/test'
import { BurstApp, serve, type Served } from '../e2e/support/burst-app.ts'
import { chromiumBinary } from '../e2e/support/chromium.ts'
import { TestHome, writeJob } from '../test/system/support/test-home.ts'
import {
  blankMemory,
  firstPaintMs,
  heapBytes,
  killAllReadyMs,
  longTasks,
  MARK_LONG_TASK_MS,
} from './support/page-measures.ts'

/**
 * How quick and how light the page is, in Chromium, on a burst of the practice cloud: what stands between a start and a
 * kill-all that can be pressed, the first paint, memory beyond the browser's own, and whether 20 events a second make
 * the page stutter.
 */
const { values } = parseArgs({
  options: { starts: { type: 'string', default: '5' }, seconds: { type: 'string', default: '15' } },
})
const STARTS = Number(values.starts)
const WATCHED_MS = Number(values.seconds) * 1000
/** Pictures come home so fast that about 20 events a second are published (five for each picture). */
const SPEED = 55

const home = new TestHome()
const browser = await chromium.launch({ executablePath: chromiumBinary() })
try {
  await home.furnish(SPEED)
  const served = await serve(home)
  const starts = await measureStarts(browser, served)
  const work = await measureWork(browser, served)
  print([
    ['start → kill-all usable', `${median(starts.map(({ killAll }) => killAll))} ms`, 'under 800 ms'],
    ['start → first paint', `${median(starts.map(({ paint }) => paint))} ms`, ''],
    ['memory of the page beyond an empty one', `${megabytes(work.memory)} MB`, 'under 230 MB'],
    ['events a second that were published', work.eventsPerSecond.toFixed(1), 'about 20'],
    [`tasks over ${MARK_LONG_TASK_MS} ms in ${values.seconds} s of that`, `${work.long.length}`, '0'],
    ['longest of them', work.long.length > 0 ? `${Math.max(...work.long)} ms` : '–', ''],
  ])
  await served.end()
} finally {
  await browser.close()
  await home.end()
}

/** Each start is a new browser profile: nothing is cached. */
async function measureStarts(from: Browser, { url }: Served) {
  const measured: { killAll: number; paint: number }[] = []
  for (let start = 0; start < STARTS; start++) {
    const context = await from.newContext()
    const page = await context.newPage()
    await page.goto(url)
    measured.push({ killAll: await killAllReadyMs(page), paint: await firstPaintMs(page) })
    await context.close()
  }
  return measured
}

async function measureWork(from: Browser, { url }: Served) {
  const context = await from.newContext()
  const page = await context.newPage()
  const empty = await blankMemory(context)
  await page.goto(url)
  const { burst } = await startJob()
  await new BurstApp(page).goTo('Bursts')
  await page.getByRole('link', { name: burst.name.replaceAll('_', ' ') }).click()
  await page
    .getByRole('button', { name: /^Open .*\.png$/ })
    .first()
    .waitFor({ timeout: 60_000 })
  await page.getByText('Log', { exact: true }).click()
  const before = await lastSeq()
  const long = await longTasks(page, WATCHED_MS)
  const events = (await lastSeq()) - before
  const memory = (await heapBytes(page)) - empty
  await context.close()
  return { long, memory, eventsPerSecond: (events / WATCHED_MS) * 1000 }
}

async function startJob() {
  const file = writeJob(home, { count: 500, size: 256 })
  return await home.ask(
    async api => await api.call('bursts.start', { source: { from: 'job', file }, provider: 'sandbox' }),
  )
}

async function lastSeq(): Promise<number> {
  const events = await home.ask(async api => await api.call('events.page', { since: 0, limit: 1, newest: true }))
  return events.at(-1)?.seq ?? 0
}

function median(numbers: readonly number[]): number {
  return Math.round(numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0)
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1)
}

function print(rows: readonly (readonly [what: string, measured: string, mark: string])[]): void {
  const line = (cells: readonly string[]) =>
    `${(cells[0] ?? '').padEnd(42)}${(cells[1] ?? '').padStart(12)}   ${cells[2] ?? ''}\n`
  process.stdout.write([line(['', 'measured', 'mark']), ...rows.map(line)].join(''))
}
