import { serve, BurstApp } from '../support/burst-app.ts'
import { expect, test } from '../support/journey.ts'

/** Slow enough that both windows are there in mid-burst. */
test.use({ speed: 35 })

test.describe('with four windows', () => {
  // Each of them takes its time to open on a busy machine, and the burst must not be over by then.
  test.use({ speed: 12 })

  /** A browser opens six connections to a server for all windows together: each must leave room for the others. */
  test('all show the same burst, whoever steers it', async ({ app, page, served, context }) => {
    const windows = [0, 1, 2].map(async () => {
      const one = new BurstApp(await context.newPage())
      await one.page.goto(served.url)
      return one
    })
    const [other, ...more] = await Promise.all(windows)
    if (!other) throw new Error('no other window')
    await app.start('Lighthouses', 24)
    await other.goTo('Bursts')
    await other.page.getByRole('link', { name: 'Lighthouses' }).click()
    await expect(other.pictures.first()).toBeVisible()
    await other.page.getByRole('button', { name: /^Finish early/ }).click()
    for (const one of more) await one.goTo('Bursts')
    for (const { page: one } of [app, other])
      await expect(one.getByText('finished early, what was made is kept')).toBeVisible()
    expect(await app.atHome()).toBe(await other.atHome())
    await page.getByRole('link', { name: 'Receipt' }).click()
    await expect(page.getByText('Every instance is seen gone.')).toBeVisible()
  })
})

test('a reload in mid-burst loses nothing', async ({ app, page, home }) => {
  await app.start('Lighthouses', 24)
  await expect(app.pictures.first()).toBeVisible()
  await page.reload()
  await expect(app.pictures.first()).toBeVisible()
  await expect(page.getByRole('link', { name: 'Receipt' })).toBeVisible({ timeout: 30_000 })
  await expect(app.pictures).toHaveCount(24)
  expect(home.renderedSeeds()).toHaveLength(24)
})

test('in mid-burst the engine is killed: the page goes on, and no picture is made twice', async ({ home, page }) => {
  const engine = home.start(['engine'])
  await home.until('the engine is up', () => engine.stderr.includes('is up'))
  const served = await serve(home)
  await page.goto(served.url)
  const app = new BurstApp(page)
  await app.start('Lighthouses', 24)
  await expect(app.pictures.first()).toBeVisible()
  await engine.kill('SIGKILL')

  await expect(page.getByRole('link', { name: 'Receipt' })).toBeVisible({ timeout: 40_000 })
  await expect(app.pictures).toHaveCount(24)
  expect(new Set(home.renderedSeeds()).size).toBe(24)
  expect(home.renderedSeeds()).toHaveLength(24)
  expect((await home.instances()).instances).toEqual([])
  await served.end()
})

test.describe('without an engine', () => {
  test.use({ expectedComplaints: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|Failed to fetch|401|ERR_INCOMPLETE/ })

  test('the page says that nothing answers, and that its address is old when Burst was started anew', async ({
    app,
    page,
    served,
    home,
  }) => {
    await app.goTo('Bursts')
    await served.end()
    await expect(page.getByText('Burst does not answer.')).toBeVisible()
    const again = await serve(home, Number(new URL(served.url).port))
    await expect(page.getByText('This address is no longer valid')).toBeVisible()
    await page.goto(again.url)
    await page.reload()
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await again.end()
  })

  test('an address without its token shows nothing', async ({ served, browser }) => {
    const page = await (await browser.newContext()).newPage()
    await page.goto(new URL('/', served.url).href)
    await expect(page.getByText('This address is no longer valid')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Start' })).toHaveCount(0)
  })
})
