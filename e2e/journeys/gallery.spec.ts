import { expect, test } from '../support/journey.ts'

test('pictures of all sessions are found, starred, turned down, compared, and made again', async ({
  app,
  page,
  home,
}) => {
  test.setTimeout(180_000)
  await app.start('Lighthouses', 8)
  await expect(page.getByRole('link', { name: 'Receipt' })).toBeVisible({ timeout: 60_000 })
  await app.goTo('Gallery')
  const grid = page.getByRole('group', { name: 'Pictures' })
  const cells = grid.getByRole('button')
  await expect(page.getByText('8 pictures', { exact: true })).toBeVisible()
  await expect(cells).toHaveCount(8)

  // By key alone: the first, the second; one starred, one turned down.
  await page.keyboard.press('j')
  const panel = page.getByRole('complementary', { name: 'Picture' })
  await expect(panel.getByText('Seed', { exact: true })).toBeVisible()
  await page.keyboard.press('s')
  await expect(cells.nth(0)).toHaveAccessibleName(/starred/)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(cells.nth(1)).toHaveAccessibleName(/rejected/)
  await expect(cells.nth(1)).toHaveAttribute('aria-pressed', 'true')

  // Enter is of whatever has the focus: a button does its own, and only a picture opens.
  await panel.getByRole('button', { name: /^Starred|^Star/ }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(cells.nth(1)).toHaveAccessibleName(/starred/)
  await page.keyboard.press('x')
  await expect(cells.nth(1)).toHaveAccessibleName(/rejected/)

  // Two beside each other, with what differs.
  await page.keyboard.press('c')
  await page.keyboard.press('j')
  await page.keyboard.press('c')
  await expect(page.getByRole('dialog').getByRole('figure')).toHaveCount(2)
  await page.keyboard.press('Escape')

  // Marks are of the home, not of this page.
  await page.reload()
  await expect(page.getByText('7 pictures', { exact: true })).toBeVisible()
  await page.getByRole('combobox', { name: 'Marks' }).selectOption({ label: 'Starred' })
  await expect(page.getByText('1 picture', { exact: true })).toBeVisible()

  // By word, by seed, by what a placeholder became.
  await page.getByRole('combobox', { name: 'Marks' }).selectOption({ label: 'All' })
  const seeds = home.renderedSeeds()
  await page.getByRole('searchbox', { name: 'Search pictures' }).fill(String(seeds[2]))
  await expect(cells).toHaveCount(1)
  await page.getByRole('searchbox', { name: 'Search pictures' }).fill('nothing of the kind')
  await expect(page.getByText('No picture is like that')).toBeVisible()
  // The field says what is looked for, also when somebody else changes it.
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search' }).fill('gallery')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('searchbox', { name: 'Search pictures' })).toHaveValue('')
  await expect(cells.first()).toBeVisible()
  await page.getByRole('combobox', { name: 'Session' }).selectOption({ index: 1 })
  // The grid is a group of pictures; each placeholder is one of values.
  const chip = page
    .getByRole('group', { name: /^(?!Pictures$)/ })
    .first()
    .getByRole('button')
    .first()
  await chip.click()
  await expect(chip).toHaveAttribute('aria-pressed', 'true')
  await expect(page.getByText(/^[1-7] pictures?$/)).toBeVisible()
  await chip.click()

  // What was turned down is made again with other seeds, once its price was said.
  await page.getByRole('combobox', { name: 'Marks' }).selectOption({ label: 'Rejected' })
  await expect(page.getByText('1 picture of this session is rejected.')).toBeVisible()
  await page.getByRole('button', { name: 'Make them again' }).click()
  await page.getByRole('button', { name: /with other seeds, for about/ }).click()
  await page.waitForURL(/\/bursts\/[0-9a-f]+$/)
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/Lighthouses again/)
})
