import { rmSync } from 'node:fs'
import path from 'node:path'
import { placeholderModel } from '../../main/core/providers/sandbox/comfyui/model-files.ts'
import { put } from '../../main/core/models/testing/model-files.ts'
import { expect, test } from '../support/journey.ts'
import { scanModels } from '../support/scan-models.ts'

test('models are scanned, found by what they are, and scanned again when they change', async ({ app, page, home }) => {
  await app.goTo('Models')
  await expect(page.getByText('No models are known')).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Where you are' })).toHaveText('Models')
  await page.getByRole('textbox', { name: 'Folder of models' }).fill(path.join(home.root, 'nowhere'))
  await page.getByRole('button', { name: 'Scan folder' }).click()
  await expect(page.getByRole('alert')).toContainText('There is no folder')

  await scanModels(page, home.root)
  const library = page.getByRole('region', { name: 'Library' })
  await expect(library.getByRole('listitem')).toHaveCount(7)
  await page.getByRole('searchbox', { name: 'Search models' }).fill('sdxl lora')
  await expect(library.getByRole('listitem')).toHaveCount(4)
  await page.getByRole('searchbox', { name: 'Search models' }).fill('pth')
  await expect(library.getByRole('listitem')).toContainText('may run code')

  await page.getByRole('searchbox', { name: 'Search models' }).fill('')
  rmSync(path.join(home.root, 'models', 'vae'), { recursive: true })
  await page.getByRole('button', { name: 'Scan again' }).click()
  await expect(page.getByText('6 found, 0 read, 1 gone')).toBeVisible()
  await expect(library.getByRole('listitem')).toHaveCount(6)
})

test('a burst sends the model that it needs, and the page shows how far it is', async ({ app, page, home }) => {
  const folder = path.join(home.root, 'models')
  put(folder, 'checkpoints/sd_xl_base_1.0.safetensors', placeholderModel({}, 4_000_000))
  await home.ask(async api => {
    await api.call('settings.set', { key: 'upload-limit-mbits', value: 8 })
    await api.call('models.scan', { dir: folder })
  })
  await app.goTo('Models')
  await expect(page.getByRole('region', { name: 'Library' }).getByRole('listitem')).toHaveCount(1)
  await app.start('Lighthouses', 4)
  const sending = page.getByRole('progressbar', { name: /^Sending .*sd_xl_base_1.0/ })
  await expect(sending).toBeVisible()
  await expect(page.getByRole('region', { name: 'On the way' })).toContainText(/of 4\.0 MB · .*\/s/)
  await expect(app.pictures).toHaveCount(4)
  await expect(sending).toBeHidden()
  await page.getByText('Log').click()
  await expect(page.getByText(/was sent from this computer/)).toBeVisible()
})
