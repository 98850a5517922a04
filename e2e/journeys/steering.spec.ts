import { expect, test } from '../support/journey.ts'

test('a burst is paused, nothing is rented meanwhile, and it is taken up again', async ({ app, page, home }) => {
  await app.start('Lighthouses', 24)
  await expect(app.pictures.first()).toBeVisible()
  await page.getByRole('button', { name: 'Pause' }).click()
  await expect(page.getByText('paused: nothing is rented')).toBeVisible()
  expect((await home.instances()).instances).toEqual([])
  await page.getByRole('button', { name: 'Resume' }).click()
  await expect(page.getByRole('link', { name: 'Receipt' })).toBeVisible({ timeout: 30_000 })
  expect(await home.onlyBurst()).toMatchObject({ state: 'completed', images: { collected: 24 } })
})

test('finished early it keeps what is made; cancelled it asks once more', async ({ app, page, home }) => {
  await app.start('Lighthouses', 24)
  await expect(app.pictures.first()).toBeVisible()
  await page.getByRole('button', { name: /^Finish early \(keeps \d+\)$/ }).click()
  await expect(page.getByText('finished early, what was made is kept')).toBeVisible()
  const kept = await app.atHome()
  expect(kept).toBeGreaterThan(0)
  expect(kept).toBeLessThan(24)

  await app.start('Lighthouses', 24)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await page.getByRole('button', { name: /^Really cancel/ }).click()
  await expect(page.getByText('cancelled', { exact: true }).first()).toBeVisible()
  expect((await home.instances()).instances).toEqual([])
})
