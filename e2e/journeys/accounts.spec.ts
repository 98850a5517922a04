import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { SIMULATORS } from '../../main/core/providers/testing/clouds/all.ts'
import { createFastClock } from '../../main/core/providers/testing/clouds/fast-clock.ts'
import type { CloudSimulator } from '../../main/core/providers/testing/clouds/simulator.ts'
import { expect, test as base } from '../support/journey.ts'

/** RunPod, at the practice cloud's speed, with somebody else's pod, and a home whose secrets are in a file. */
const test = base.extend<{ cloud: CloudSimulator }>({
  cloud: async ({ speed }, use) => {
    const clock = createFastClock(speed)
    const cloud = await SIMULATORS.runpod({ clock, times: { invisible: 0, boot: 0 } })
    cloud.addForeign('my-old-training')
    await use(cloud)
    clock.stop()
    await cloud.server.stop()
  },
  env: async ({ cloud, home }, use) => {
    const passphrase = path.join(home.root, 'passphrase')
    writeFileSync(passphrase, 'correct horse battery staple\n', { mode: 0o600 })
    await use({ BURST_PASSPHRASE_FILE: passphrase, BURST_RUNPOD_URL: cloud.env['BURST_RUNPOD_URL'] })
  },
})

test('keys are entered, tested and forgotten, and what is on the account is shown before anything is rented', async ({
  app,
  page,
  cloud,
}) => {
  const key = cloud.env['RUNPOD_API_KEY'] ?? ''
  await page.getByRole('link', { name: 'Connect and look for forgotten machines' }).click()
  await page.getByRole('heading', { level: 1, name: 'Accounts' }).waitFor()
  const runpod = page.getByRole('listitem', { name: 'RunPod' })
  await expect(runpod.getByText('not set up')).toBeVisible()
  await runpod.getByRole('button', { name: 'Set up' }).click()
  await runpod.getByLabel(/RUNPOD_API_KEY/).fill('rpa_a_wrong_one')
  await runpod.getByRole('button', { name: 'Keep and test' }).click()
  await expect(runpod.getByRole('alert')).toContainText('RunPod answered 401: missing bearer token')
  await expect(runpod.getByText('keys do not work')).toBeVisible()

  await runpod.getByRole('button', { name: 'Change keys' }).click()
  await runpod.getByLabel(/RUNPOD_API_KEY/).fill(key)
  await runpod.getByRole('button', { name: 'Keep and test' }).click()
  await expect(runpod.getByText('keys are good')).toBeVisible()
  const found = page.getByRole('region', { name: 'Machines and disks' })
  await expect(found.getByRole('row', { name: /my-old-training/ })).toContainText('$2.89')
  await expect(found.getByRole('row', { name: /models/ })).toContainText('$3.50')
  expect(await page.content()).not.toContain(key)

  // With an account there is a choice; the practice cloud stays the first of it.
  await app.openTemplate('Lighthouses')
  const start = page.getByRole('region', { name: 'Start' })
  await expect(start.getByRole('button', { name: 'Start on the practice cloud' })).toBeVisible()
  await start.getByLabel('Where').selectOption('RunPod')
  await expect(start.getByText('H100 PCIe, RunPod')).toBeVisible()
  await expect(start.getByText(/At most .*, gone by \d\d:\d\d if this computer never wakes/)).toBeVisible()
  await start.getByRole('button', { name: /^Rent for about US\$\d/ }).click()
  await page.getByRole('heading', { level: 1, name: 'Lighthouses' }).waitFor()
  await expect.poll(() => cloud.machines.running().length).toBe(2)
  const ours = cloud.machines.running().find(({ name }) => name.startsWith('burst-'))
  expect(ours?.boot?.hostPrivateKey).toMatch(/^-----BEGIN /)
  await app.goTo('Accounts')

  await app.holdByMouse(runpod.getByRole('button', { name: 'Forget the keys of RunPod' }))
  await expect(runpod.getByText('not set up')).toBeVisible()
  await expect(found).toHaveCount(0)
})
