import { expect, test } from '../support/journey.ts'

test('a setting is kept for every face of the home, and a wrong one is not taken', async ({ app, page, home }) => {
  await app.goTo('Settings')
  const watts = page.getByRole('textbox', { name: 'The computer draws, W' })
  await watts.fill('412')
  await watts.press('Enter')
  await expect(page.getByRole('button', { name: 'The computer draws, W: back to usual' })).toBeVisible()
  expect(await home.json(['config', 'get', 'local-watts', '--json'])).toMatchObject({ value: 412 })

  await page.getByRole('textbox', { name: 'Your currency' }).fill('euros')
  await page.getByRole('textbox', { name: 'Your currency' }).press('Enter')
  await expect(page.getByRole('alert')).toContainText('currency')
  expect(await home.json(['config', 'get', 'currency', '--json'])).toMatchObject({ value: 'EUR' })

  await page.getByRole('button', { name: 'The computer draws, W: back to usual' }).click()
  await expect(page.getByRole('button', { name: 'The computer draws, W: back to usual' })).toHaveCount(0)
})

test('the window speaks French, also after it was opened again', async ({ app, page }) => {
  await app.goTo('Settings')
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Français' })
  await expect(page.getByRole('heading', { level: 1, name: 'Réglages' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Réglages' })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
})

test('any screen, template or command is a few keys away', async ({ app, page }) => {
  await app.goTo('Bursts')
  await page.keyboard.press('Control+k')
  const search = page.getByRole('combobox')
  await search.fill('lightho')
  await expect(page.getByRole('option').first()).toContainText('Lighthouses')
  await search.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Lighthouses' })).toBeVisible()
  await page.keyboard.press('Control+k')
  await search.fill('spend')
  await search.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'Spend' })).toBeVisible()
})
