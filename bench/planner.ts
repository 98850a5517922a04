import { chromium, type Page } from '@playwright/test'
import { BurstApp, serve } from '../e2e/support/burst-app.ts'
import { chromiumBinary } from '../e2e/support/chromium.ts'
import { ASSUMED } from '../common/pricing/assumptions.ts'
import { forecastAll, weigh, WITHOUT_EXPERIENCE, type NamedOffer } from '../common/pricing/weigh.ts'
import type { Observation } from '../common/pricing/observation.ts'
import { TestHome } from '../test/system/support/test-home.ts'

/**
 * What a change on the Plan page takes: the sums for a market of offers with a year of bursts behind them, and from the
 * input to the drawn frame in Chromium, beside what a frame takes there when nothing changes.
 */
const OFFERS = 500
const OBSERVATIONS = 200
const CHANGES = 100

const offers: NamedOffer[] = Array.from({ length: OFFERS }, (_, at) => ({
  provider: `seller${at % 5}`,
  id: `offer${at}`,
  gpu: ['H100 SXM', 'A100', 'RTX 4090', 'L40S', 'RTX 3090'][at % 5] ?? '',
  spot: false,
  pricePerHour: { micros: 400_000 + at * 7000, currency: 'EUR', taxIncluded: true, simulated: false },
  billingStepSeconds: at % 3 === 0 ? 3600 : 1,
  minimumSeconds: 0,
}))
const observations: Observation[] = Array.from({ length: OBSERVATIONS }, (_, at) => ({
  provider: `seller${at % 5}`,
  gpu: offers[at % 5]?.gpu ?? '',
  simulated: false,
  at,
  work: { width: 1024, height: 1024, steps: 30, loras: 0, upscale: 1 },
  images: 100,
  secondsPerImage: ASSUMED.cloudSecondsPerImage + (at % 7) / 10,
  provision: 60,
  setup: 90,
  upload: 30,
  tail: 1,
  teardown: 20,
  unbilled: 60,
}))
const basis = { ...WITHOUT_EXPERIENCE, observations }

const forecasts = timed(10, () => forecastAll(offers, basis))
const known = forecastAll(offers, basis)
const sums = timed(CHANGES, at => weigh(100 + at * 37, known, 1, basis))
const { frame, still } = await drawn()
print([
  [`forecasts of ${OFFERS} offers from ${OBSERVATIONS} bursts, once`, ms(forecasts)],
  [`${OFFERS} offers for another number of pictures`, ms(sums)],
  ['page: from the input to the frame that shows it', ms(frame)],
  ['page: a frame in which nothing changes', ms(still)],
])

function timed(times: number, run: (at: number) => unknown): number {
  const taken = Array.from({ length: times }, (_, at) => {
    const from = performance.now()
    run(at)
    return performance.now() - from
  })
  return median(taken)
}

async function drawn(): Promise<{ frame: number; still: number }> {
  const home = new TestHome()
  const browser = await chromium.launch({ executablePath: chromiumBinary() })
  try {
    await home.furnish()
    const served = await serve(home)
    const page = await browser.newPage()
    await page.goto(served.url)
    await page.getByRole('heading', { name: 'Welcome to Burst' }).waitFor()
    await new BurstApp(page).goTo('Plan')
    await page.getByRole('slider', { name: 'Number of pictures' }).waitFor()
    const measured = { frame: await changes(page, true), still: await changes(page, false) }
    await served.end()
    return measured
  } finally {
    await browser.close()
    await home.end()
  }
}

/** Types other numbers into the field of pictures, each after the frame before it. */
async function changes(page: Page, isChanging: boolean): Promise<number> {
  const taken = await page.getByRole('spinbutton', { name: 'Pictures' }).evaluate(
    async (field, { times, doesChange }) => {
      const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')
      const all: number[] = []
      for (let at = 0; at < times; at += 1) {
        const from = performance.now()
        if (doesChange) {
          native?.set?.call(field, String(100 + at * 3))
          field.dispatchEvent(new Event('input', { bubbles: true }))
        }
        await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 0)))
        all.push(performance.now() - from)
      }
      return all
    },
    { times: CHANGES, doesChange: isChanging },
  )
  return median(taken)
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}

function ms(value: number): string {
  return `${value.toFixed(1)} ms`
}

function print(rows: readonly (readonly [string, string])[]): void {
  for (const [what, value] of rows) process.stdout.write(`${what.padEnd(60)} ${value.padStart(10)}\n`)
}
