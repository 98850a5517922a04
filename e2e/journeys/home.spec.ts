import { startAtHome } from '../../test/system/support/comfyui-at-home.ts'
import { expect, test } from '../support/journey.ts'

test('the advice to stay at home is one click, and a card at home may help a rented machine', async ({
  app,
  home,
  page,
}) => {
  const comfyui = await startAtHome(home, { secondsPerImage: 0.1 })
  try {
    await app.goTo('Plan')
    await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Lighthouses' })
    await page.getByRole('spinbutton', { name: 'Pictures' }).fill('6')
    await expect(page.getByText(/^Stay at home\. It takes 84 s/)).toBeVisible()
    await page.getByRole('button', { name: 'Make them at home' }).click()
    await page.getByRole('heading', { level: 1, name: 'Lighthouses' }).waitFor()
    await page.getByRole('link', { name: 'Receipt' }).waitFor({ timeout: 60_000 })
    expect(comfyui.seeds()).toHaveLength(6)

    await app.goTo('Plan')
    await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Lighthouses' })
    await page.getByRole('spinbutton', { name: 'Pictures' }).fill('24')
    await page.getByLabel('My card at home works too').check()
    await page.getByRole('button', { name: 'Start burst' }).click()
    await page.getByRole('link', { name: 'Receipt' }).waitFor({ timeout: 60_000 })
    expect(comfyui.seeds().length).toBeGreaterThan(6)
    const bursts = await home.bursts()
    const mixed = bursts.find(({ images }) => images.requested === 24)
    expect(mixed?.lanes[0]).toMatchObject({ provider: 'home', billedSeconds: 0 })
    expect(mixed?.images).toMatchObject({ collected: 24, failed: 0 })
  } finally {
    await comfyui.stop()
  }
})
