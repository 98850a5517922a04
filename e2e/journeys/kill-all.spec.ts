import type { Locator } from '@playwright/test'
import type { BurstApp } from '../support/burst-app.ts'
import { expect, test } from '../support/journey.ts'

/** Slow enough that a hold begins and ends in mid-burst. */
test.use({ speed: 35 })

const WAYS: readonly (readonly [string, (app: BurstApp, button: Locator, ms?: number) => Promise<void>])[] = [
  ['by mouse', async (app, button, ms) => await app.holdByMouse(button, ms)],
  ['by key', async (app, button, ms) => await app.holdByKey(button, ms)],
]

for (const [how, hold] of WAYS)
  test(`kill-all in mid-burst, ${how}: let go early it does nothing, held it ends everything`, async ({
    app,
    page,
    home,
  }) => {
    await app.start('Lighthouses', 24)
    await expect(app.pictures.first()).toBeVisible()
    await expect(app.killAll).toHaveAccessibleName(/^Kill all 1 instance, €.*\/h, \d+ pictures? not home yet/)
    await hold(app, app.killAll, 100)
    await expect(page.getByRole('region', { name: 'Kill all' })).toBeHidden()
    expect((await home.instances()).instances).toHaveLength(1)

    await hold(app, app.killAll)
    const panel = page.getByRole('region', { name: 'Kill all' })
    await expect(panel.getByText('Everything is seen gone')).toBeVisible()
    await expect(panel.getByText('seen gone', { exact: true })).toBeVisible()
    await expect(page.getByText('ended by kill all').first()).toBeVisible()
    expect((await home.instances()).instances).toEqual([])
  })

test('one instance is ended on its own screen, and its burst ends without it', async ({ app, page, home }) => {
  await app.start('Lighthouses', 24)
  await expect(app.pictures.first()).toBeVisible()
  await app.goTo('Instances')
  const row = page.getByRole('row', { name: /sandbox/ })
  await expect(row).toContainText('ours')
  await expect(row).toContainText('€')
  await expect(row).toContainText(/in \d+ (min|h)/)
  const before = (await home.instances()).instances.map(({ id }) => id)
  await app.holdByMouse(row.getByRole('button', { name: /^Kill/ }))
  await expect.poll(async () => (await home.instances()).instances.filter(({ id }) => before.includes(id))).toEqual([])
})

test('after kill-all nothing is rented until the user allows it', async ({ app, page }) => {
  await app.holdByMouse(app.killAll)
  const panel = page.getByRole('region', { name: 'Kill all' })
  await expect(panel.getByText('Everything is seen gone')).toBeVisible()
  await panel.getByRole('button', { name: 'Close' }).click()

  await app.goTo('Templates')
  await app.openTemplate('Teapot Seeds')
  await page.getByRole('button', { name: 'Start on the practice cloud' }).click()
  await expect(page.getByRole('alert')).toContainText('Kill-all was pressed')
  await page.getByRole('button', { name: 'Allow renting again' }).click()
  await expect(page.getByRole('button', { name: 'Allow renting again' })).toBeHidden()
  await page.getByRole('button', { name: 'Start on the practice cloud' }).click()
  await page.waitForURL(/\/bursts\/[0-9a-f]+$/)
})
