import { parseArgs } from 'node:util'
import { chromium, type Browser, type Page } from '@playwright/test'
import { BurstApp, serve, type Served } from '../e2e/support/burst-app.ts'
import { chromiumBinary } from '../e2e/support/chromium.ts'
import { TestHome, writeJob } from '../test/system/support/test-home.ts'
import { domNodes, scrolledFrames, scrollTo, untilSharp } from './support/gallery-measures.ts'
import { fillGallery } from './support/large-gallery.ts'
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
 * the page stutter; then a gallery of so many pictures in a home of its own: to open it, to scroll, to jump and to filter.
 */
const { values } = parseArgs({
  options: {
    starts: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '15' },
    pictures: { type: 'string', default: '38000' },
  },
})
const STARTS = Number(values.starts)
const PICTURES = Number(values.pictures)
/** Places in the gallery that nobody has looked at, so that no small copy is there yet. */
const JUMPS = [0.2, 0.35, 0.5, 0.65, 0.8]
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
  print(await measureGallery(browser))
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

async function measureGallery(from: Browser) {
  const large = new TestHome()
  try {
    await fillGallery(large.root, PICTURES)
    const served = await serve(large)
    const page = await (await from.newContext({ viewport: { width: 1280, height: 800 } })).newPage()
    await page.goto(served.url)
    const app = new BurstApp(page)
    await app.goTo('Bursts')
    const open = await untilSharp(page, async () => await app.goTo('Gallery'))
    const nodes = await domNodes(page)
    const frames = await scrolledFrames(page, 300, 60)
    const jumps: number[] = []
    for (const share of JUMPS) jumps.push(await untilSharp(page, async () => await scrollTo(page, share)))
    const again: number[] = []
    for (const share of JUMPS) again.push(await untilSharp(page, async () => await scrollTo(page, share)))
    await scrollTo(page, 0)
    const filter = await filterMs(page, '12345')
    const nodesAfter = await domNodes(page)
    await page.context().close()
    await served.end()
    const slow = frames.filter(ms => ms > MARK_LONG_TASK_MS).length
    return [
      [`a gallery of ${PICTURES}: open, to sharp`, `${Math.round(open)} ms`, ''],
      ['nodes of the document', `${Math.max(nodes, nodesAfter)}`, 'under 600'],
      ['scrolled by 60 px a frame: median frame', `${median(frames)} ms`, ''],
      [`of 300 such frames, over ${MARK_LONG_TASK_MS} ms`, `${slow}`, '0'],
      ['jump where nothing was seen yet, to sharp', `${median(jumps)} ms`, 'under 300 ms'],
      ['jump to where one was before, to sharp', `${median(again)} ms`, 'under 300 ms'],
      ['filter: last key to the pictures', `${Math.round(filter)} ms`, 'under 100 ms'],
    ] as const
  } finally {
    await large.end()
  }
}

/** From the last letter of a search until the page says another number of pictures, ms. */
async function filterMs(page: Page, text: string): Promise<number> {
  await page.getByRole('searchbox').fill(text.slice(0, -1))
  await page.waitForTimeout(500)
  const said = page.getByText(/^[\d,.\s]+ pictures?$/).first()
  const before = await said.innerText()
  await page.evaluate(() => {
    document.addEventListener('input', ({ timeStamp }) => performance.mark('typed', { startTime: timeStamp }), true)
  })
  await page.getByRole('searchbox').press(text.slice(-1))
  return await said.evaluate(async (element, old) => {
    while (element.textContent === old) await new Promise(resolve => requestAnimationFrame(resolve))
    return performance.now() - (performance.getEntriesByName('typed').at(-1)?.startTime ?? Number.NaN)
  }, before)
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
