import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { paths, ROUTE_PATHS, type RoutePath } from '../../renderer/app/paths.ts'
import { expect, test } from '../support/journey.ts'
import { scanModels } from '../support/scan-models.ts'

/** Everything that keeps somebody from using a screen. */
const GRAVE = new Set(['serious', 'critical'])

async function graveFaults(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => GRAVE.has(impact ?? ''))
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html}\n${failureSummary}`).join('\n')}`,
    )
}

/** Colours move to another theme, if only for a frame: in between they are those of neither. */
async function colorsAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const moving = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(moving.map(async animation => await animation.finished))
    await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
  })
}

const THEMES = ['light', 'dark'] as const

test('every screen can be used by everybody, in both themes', async ({ app, page, home }) => {
  // Every screen in both themes, and the checks take seconds each.
  test.setTimeout(180_000)
  const visited = new Set<RoutePath>()
  const check = async (route: RoutePath) => {
    await page.getByRole('heading', { level: 1 }).waitFor()
    for (const theme of THEMES) {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await colorsAtRest(page)
      expect(await graveFaults(page), `${route} in the ${theme} theme`).toEqual([])
    }
    visited.add(route)
  }

  await check('/')
  await app.goTo('Templates')
  await page.getByText('“', { exact: false }).first().waitFor()
  await check('/templates')
  await app.openTemplate('Fox Prints')
  await page.getByRole('region', { name: 'Prompts' }).getByRole('listitem').first().waitFor()
  await check('/templates/view')
  await app.goTo('Models')
  await scanModels(page, home.root)
  await check('/models')
  await app.start('Lighthouses', 12)
  await app.pictures.first().waitFor()
  await app.goTo('Instances')
  await page.getByRole('row', { name: /sandbox/ }).waitFor()
  await check('/instances')
  await app.goTo('Gallery')
  await page.getByRole('group', { name: 'Pictures' }).getByRole('button').first().waitFor()
  await page.keyboard.press('j')
  await page.getByRole('complementary', { name: 'Picture' }).waitFor()
  await check('/gallery')
  await app.goTo('Settings')
  await page.getByRole('region', { name: 'Who ends an instance' }).waitFor()
  await check('/settings')
  await app.goTo('Accounts')
  await page.getByRole('listitem', { name: 'OVHcloud' }).getByRole('button', { name: 'Set up' }).click()
  await check('/accounts')
  await app.goTo('Spend')
  await page.getByRole('region', { name: 'Who did what' }).first().waitFor()
  await check('/spend')
  await app.goTo('Plan')
  await page.getByRole('region', { name: 'Offers' }).waitFor()
  await check('/plan')
  await app.goTo('Bursts')
  await check('/bursts')
  await page.getByRole('link', { name: 'Lighthouses' }).click()
  await page.getByRole('link', { name: 'Receipt' }).waitFor()
  await page.getByText('Log').click()
  await check('/bursts/:id')
  await page.getByRole('link', { name: 'Receipt' }).click()
  await page.getByText('Every instance is seen gone.').waitFor()
  await check('/bursts/:id/receipt')
  await page.evaluate(address => {
    history.pushState(null, '', address)
    dispatchEvent(new PopStateEvent('popstate'))
  }, `${paths.bursts}/x/y/z`)
  await page.getByText('This address leads nowhere').waitFor()
  await check('*')

  expect([...visited].toSorted()).toEqual([...ROUTE_PATHS].toSorted())
})

test('the screens that everybody has can be used in French too', async ({ app, page }) => {
  test.setTimeout(120_000)
  await app.goTo('Templates')
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await page.evaluate(() => localStorage.setItem('burst.language', 'fr'))
  await page.reload()
  const { templates, plan, gallery, models, accounts, instances, spend, settings } = paths
  for (const route of [templates, plan(), gallery(), models, accounts, instances, spend, settings]) {
    await page.evaluate(address => {
      history.pushState(null, '', address)
      dispatchEvent(new PopStateEvent('popstate'))
    }, route)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await expect(page.locator('html')).toHaveAttribute('lang', 'fr')
    await colorsAtRest(page)
    expect(await graveFaults(page), `${route} in French`).toEqual([])
  }
})
