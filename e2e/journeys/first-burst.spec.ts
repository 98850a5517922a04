import { expect, test } from '../support/journey.ts'

test('from the first launch one click makes pictures, and the receipt says that the instance is gone', async ({
  app,
  page,
  home,
}) => {
  await expect(page.getByRole('heading', { name: 'Welcome to Burst' })).toBeVisible()
  await expect(page).toHaveURL(/\/$/)
  expect(page.url(), 'the token stays in no history').not.toContain('token')
  await page.getByRole('button', { name: 'Start' }).click()

  await page.waitForURL(/\/bursts\/[0-9a-f]+$/)
  await expect(page.getByRole('link', { name: /1 running/ }).first()).toBeVisible()
  await expect(app.pictures.first()).toBeVisible()
  await expect(app.pictures).toHaveCount(12)
  await page.getByRole('link', { name: 'Receipt' }).click()

  await expect(page.getByText('Every instance is seen gone.')).toBeVisible()
  await expect(page.getByText('12 / 12')).toBeVisible()
  await expect(page.getByText('TOTAL, practice money')).toBeVisible()
  await expect(page.getByRole('link', { name: /nothing runs/ })).toBeVisible()
  expect((await home.instances()).instances).toEqual([])
  expect(await home.onlyBurst()).toMatchObject({ state: 'completed', images: { collected: 12, failed: 0 } })
})

test('a template is chosen, looked through, started, and its pictures are looked at in full', async ({ app, page }) => {
  await app.openTemplate('Fox Prints')
  const prompts = page.getByRole('region', { name: 'Prompts' }).getByRole('listitem')
  await expect(prompts.first()).toContainText('a fox in spring woods')
  await expect(page.getByText('4 values')).toBeVisible()
  await page.getByRole('spinbutton', { name: 'Pictures' }).fill('13')
  await expect(page.getByText('Choose between 1 and 12.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Start on the practice cloud' })).toBeDisabled()
  await page.getByRole('spinbutton', { name: 'Pictures' }).fill('3')
  await page.getByRole('button', { name: 'Start on the practice cloud' }).click()

  await expect(app.pictures).toHaveCount(3)
  await app.pictures.first().click()
  const picture = page.getByRole('dialog')
  await expect(picture.getByRole('img')).toBeVisible()
  await expect(picture.getByText('SHA-256')).toBeVisible()
  expect(await picture.getByRole('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0)
  await page.keyboard.press('Escape')
  await expect(picture).toBeHidden()

  await page.getByText('Log').click()
  await expect(page.getByText('burst of 3 pictures begun')).toBeVisible()
  await app.goTo('Templates')
  await app.goTo('Bursts')
  await expect(page.getByRole('row', { name: /Fox Prints/ })).toContainText('3 / 3')
})
