import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { expect, test } from '../support/journey.ts'

test('what was spent is shown by burst and by kind of second, practice money apart, and can be taken along', async ({
  app,
  page,
}) => {
  await app.start('Lighthouses', 6)
  await page.getByRole('link', { name: 'Receipt' }).waitFor()
  await app.goTo('Spend')
  await expect(page.getByRole('combobox', { name: 'Money' })).toHaveValue('practice')
  const went = page.getByRole('table').filter({ has: page.getByRole('columnheader', { name: 'A picture' }) })
  const burst = went.getByRole('row', { name: /Lighthouses/ })
  await expect(burst).toContainText(/€0\.\d+.*6€0\.\d+/)
  await page.getByRole('radio', { name: 'By kind of second' }).click()
  await expect(went.getByRole('row', { name: /^generation/ })).toContainText('€0.')
  await expect(went.getByRole('row', { name: /^set-up/ })).toContainText('€0.')
  await page.getByRole('combobox', { name: 'Money' }).selectOption('Real money')
  await expect(page.getByText('Nothing was charged in this period.')).toBeVisible()

  const trail = page.getByRole('region', { name: 'Who did what' }).first()
  await expect(trail.getByText(/^whole: \d+ lines$/)).toBeVisible()
  await expect(trail.getByRole('row', { name: /user burst started/ })).toBeVisible()
  await expect(trail.getByRole('row', { name: /engine seen gone burst-/ })).toBeVisible()

  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export CSV' }).click()
  const csv = readFileSync(await (await download).path(), 'utf8').split('\r\n')
  expect(csv[0]).toContain('at,provider,burstId,instanceId,billedSeconds,images,amount')
  expect(csv).toHaveLength(3)

  await app.goTo('Bursts')
  await page.getByRole('link', { name: 'Lighthouses' }).click()
  await page.getByRole('link', { name: 'Receipt' }).click()
  const picture = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as picture' }).click()
  const { width, height, format } = await sharp(await (await picture).path()).metadata()
  expect([format, width]).toEqual(['png', 920])
  expect(height).toBeGreaterThan(600)
})

test('limits are set on the page, hold in every face, and their alerts come by themselves', async ({
  app,
  page,
  home,
}) => {
  await app.goTo('Spend')
  const budgets = page.getByRole('region', { name: 'Budgets' })
  await budgets.getByLabel(/A day/).fill('5')
  await budgets.getByLabel(/A burst/).fill('0.08')
  await budgets.getByRole('button', { name: 'Set limits' }).click()
  await expect(budgets.getByText('€0.00 of €5.00')).toBeVisible()
  await expect(budgets.getByRole('meter', { name: 'Today' })).toHaveAttribute('aria-valuemax', '5')
  expect(await home.json(['budget'])).toMatchObject({ daily: { amount: 5 }, monthly: null, perBurst: { amount: 0.08 } })

  // Slower than was expected: the limit comes before the end.
  home.pace(20)
  await app.start('Lighthouses', 24)
  await page.getByRole('link', { name: 'Receipt' }).waitFor()
  await expect(page.getByText('pays for no more pictures').first()).toBeVisible()
  await app.goTo('Spend')
  await expect(page.getByRole('region', { name: 'Alerts' })).toContainText('the limit of the burst of €0.08')
  expect((await home.json<{ simulated: boolean }[]>(['alerts'])).every(({ simulated }) => simulated)).toBe(true)
})
