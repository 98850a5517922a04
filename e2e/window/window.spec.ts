import path from 'node:path'
import { _electron as electron, expect, test } from '@playwright/test'
import { findElectron } from '../../scripts/find-electron.ts'
import { TestHome } from '../../test/system/support/test-home.ts'
import { BurstApp } from '../support/burst-app.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')
const found = findElectron(process.env, process.platform)

const skipped = found.kind === 'none' ? ` [skipped: ${found.why} The window is not tried on this machine.]` : ''

// The same page is walked in the browser; here it is about the window around it.
test.skip(found.kind === 'none')

test(`the window makes a first burst, and its page has nothing but the bridge${skipped}`, async () => {
  if (found.kind === 'none') return
  const home = new TestHome()
  await home.furnish(60)
  const app = await electron.launch({
    executablePath: found.binary,
    args: [ROOT],
    env: { ...process.env, BURST_HOME: home.root },
  })
  try {
    const page = await app.firstWindow()
    const known = await page.evaluate(() => ({
      process: typeof Reflect.get(globalThis, 'process'),
      require: typeof Reflect.get(globalThis, 'require'),
      frozen: Object.isFrozen(Reflect.get(globalThis, 'burst')),
    }))
    expect(known).toEqual({ process: 'undefined', require: 'undefined', frozen: true })

    await page.getByRole('button', { name: 'Start' }).click()
    await expect(new BurstApp(page).pictures).toHaveCount(12)
    await page.getByRole('link', { name: 'Receipt' }).click()
    await expect(page.getByText('Every instance is seen gone.')).toBeVisible()
  } finally {
    await app.close()
    await home.end()
  }
})
