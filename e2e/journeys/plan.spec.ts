import { expect, test } from '../support/journey.ts'
import { scanModels } from '../support/scan-models.ts'

test('the planner answers for any number of pictures, and its plan becomes a burst', async ({ app, page }) => {
  await app.goTo('Plan')
  const advice = page.getByRole('status').filter({ hasText: 'Home takes' })
  await expect(advice).toContainText('Rent. Home takes 1 h 56 min, the best offer 57 min for €3.19')
  const offers = page.getByRole('region', { name: 'Offers' })
  await expect(offers.getByRole('row', { name: /^H100 80GB/ }).first()).toContainText('a guess')

  // The slider by key: all the way to one picture, where home wins.
  const slider = page.getByRole('slider', { name: 'Number of pictures' })
  await slider.focus()
  await page.keyboard.press('Home')
  await expect(page.getByText('Stay at home. It takes 14 s')).toBeVisible()
  await page.getByRole('spinbutton', { name: 'Pictures' }).fill('38000')
  await expect(page.getByText('Rent. Home takes 6 d 3 h, the best offer 2 d 21 h for €234.19')).toBeVisible()

  // The chart says in a table what it draws: break-even is where the last column turns.
  const chart = page.getByRole('table', { name: 'What renting is worth beyond home' })
  await expect(chart.getByRole('row').nth(1)).toContainText('-€1.68')
  await expect(chart.getByRole('row').last()).toContainText('€9,')

  // More machines: an eighth of the time, and seven more set-ups.
  const machines = page.getByRole('slider', { name: 'Machines at once' })
  await machines.focus()
  for (let more = 1; more < 8; more += 1) await page.keyboard.press('ArrowRight')
  await expect(page.getByText(/One machine: 3 d 18 h for €64\.48; 8: 11 h 22 min for €64\.64/)).toBeVisible()
  await page.keyboard.press('Home')

  // The table sorts; a chosen row is what everything else speaks of.
  await offers.getByRole('button', { name: 'Whole burst' }).click()
  const cheapest = offers.getByRole('row').nth(1)
  await expect(cheapest).toContainText('RTX 4090')
  await cheapest.getByRole('button').click()
  await expect(page.getByText(/this offer/)).toBeVisible()

  // Waiting that is worth nothing keeps everything at home; what was said is kept.
  const worth = page.getByLabel('An hour of waiting')
  await worth.fill('0')
  await expect(page.getByText(/^Stay at home/)).toBeVisible()
  await worth.fill('50')

  await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Lighthouses' })
  await page.getByRole('spinbutton', { name: 'Pictures' }).fill('12')
  const start = page.getByRole('region', { name: 'Start' })
  await expect(
    start.getByText(/At most €\d+\.\d\d, gone by \d\d:\d\d even if this computer never wakes\./),
  ).toBeVisible()
  await start.getByRole('button', { name: 'Start burst' }).click()
  await page.getByRole('heading', { level: 1, name: 'Lighthouses' }).waitFor()
  await page.getByRole('link', { name: 'Receipt' }).waitFor({ timeout: 60_000 })

  // What that burst took is what the next estimate stands on.
  await app.goTo('Plan')
  await expect(page.getByText(/^The last estimate was off by \d+ % in time and \d+ % in cost\.$/)).toBeVisible()
  await expect(offers.getByText('measured, 1 burst').first()).toBeVisible()
})

test('a card says what its template takes at home and away', async ({ app, page }) => {
  await app.goTo('Templates')
  // 24 pictures: 120 s and 6.6 s each on the best offer for a usual burst, 14 s each at home.
  const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Lighthouses', exact: true }) })
  await expect(card.getByText('≈ 5 min · €0.26 on the practice cloud, 6 min at home')).toBeVisible()
})

test('what the user says of home is kept for the next time', async ({ app, page, home }) => {
  await app.goTo('Plan')
  await page.getByLabel('Electricity').fill('0.31')
  await page.getByLabel('The computer draws').fill('450')
  await expect
    .poll(async () => (await home.ask(async api => await api.call('settings.get', { key: 'local-watts' }))).value)
    .toBe(450)
  await page.reload()
  await expect(page.getByLabel('Electricity')).toHaveValue('0.31')
  await page.getByLabel('Electricity').fill('cheap')
  await expect(page.getByLabel('Electricity')).toHaveAttribute('aria-invalid', 'true')
})

test('a disk for models is proposed where it gains, made by one click, and ended by another', async ({
  app,
  page,
  home,
}) => {
  await app.goTo('Models')
  await scanModels(page, home.root)
  // A line on which the small library takes long, and a month of many bursts.
  await home.ask(async api => {
    await api.call('settings.set', { key: 'uplink-mbits', value: 0.0000002 })
    const source = { from: 'template' as const, template: 'lighthouses', options: {} }
    const { burst } = await api.call('bursts.start', {
      source: { ...source, options: { count: 4 } },
      provider: 'sandbox',
    })
    await expect.poll(async () => (await api.call('bursts.show', { id: burst.id })).state).toBe('completed')
    const { burst: second } = await api.call('bursts.start', {
      source: { ...source, options: { count: 4 } },
      provider: 'sandbox',
    })
    await expect.poll(async () => (await api.call('bursts.show', { id: second.id })).state).toBe('completed')
  })
  await app.goTo('Plan')
  await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Lighthouses' })
  const proposal = page.getByRole('region', { name: 'A model volume would pay' })
  await expect(proposal).toContainText('At 2 bursts a month, as in the last 30 days, you keep €')
  await proposal.getByRole('button', { name: /^Make it for €0\.60/ }).click()
  await expect(page.getByRole('region', { name: 'Offers' }).getByText('model volume').first()).toBeVisible()

  await app.goTo('Instances')
  const row = page.getByRole('region', { name: 'Model volumes' }).getByRole('row', { name: /sandbox-/ })
  await expect(row).toContainText('ready')
  await app.holdByMouse(row.getByRole('button', { name: /^Hold to delete sandbox-/ }))
  await expect(row).toBeHidden()
})
