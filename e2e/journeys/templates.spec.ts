import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '../support/journey.ts'

const SAMPLE = path.resolve(import.meta.dirname, '../../resources/templates/teapot-seeds.prompt.yaml')

test('a dropped template is opened and can be started', async ({ app, page }) => {
  const text = readFileSync(SAMPLE, 'utf8').replace('Teapot Seeds', 'My Teapots')
  await app.drop([{ name: 'my-teapots.prompt.yaml', text }])
  await expect(page.getByRole('heading', { level: 1, name: 'My Teapots' })).toBeVisible()
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('button', { name: 'Start on the practice cloud' }).click()
  await expect(app.pictures.first()).toBeVisible()
  await app.goTo('Templates')
  await expect(page.getByRole('link', { name: 'My Teapots' })).toBeVisible()
})

test('a broken template is shown in place: what, where, and what to do', async ({ app, page }) => {
  const text = readFileSync(SAMPLE, 'utf8').replace('mode: combinatorial', 'mood: combinatorial')
  await app.drop([{ name: 'broken.prompt.yaml', text }])
  await expect(
    page.getByText('Nothing can be made of it until its problems are mended.', { exact: false }),
  ).toBeVisible()
  const problem = page.getByRole('alert').first()
  await expect(problem).toContainText('broken.prompt.yaml:')
  await app.goTo('Templates')
  const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'broken' }) })
  await expect(card).toContainText('problem')
})

test('a template that is mended on the disk is shown mended, without asking', async ({ app, home, page }) => {
  const text = readFileSync(SAMPLE, 'utf8')
  await app.drop([{ name: 'mended.prompt.yaml', text: text.replace('mode: combinatorial', 'mood: combinatorial') }])
  await expect(page.getByRole('alert').first()).toContainText('mended.prompt.yaml:')
  writeFileSync(path.join(home.root, 'templates', 'mended', 'mended.prompt.yaml'), text)
  await expect(page.getByRole('button', { name: 'Start on the practice cloud' })).toBeVisible()
  await expect(page.getByRole('alert')).toHaveCount(0)
  await app.goTo('Templates')
  const card = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: 'Teapot Seeds' }) })
  await expect(card).toHaveCount(2)
  rmSync(path.join(home.root, 'templates', 'mended', 'mended.prompt.yaml'))
  await expect(card).toHaveCount(1)
})

test('a surprise is shown in its line, with what it changes in pictures and cost', async ({ app, page }) => {
  const text = readFileSync(SAMPLE, 'utf8').replace(/prompt: .*/, "prompt: 'a {Glaze[random:2]} teapot'")
  await app.drop([
    { name: 'surprise.prompt.yaml', text: text.replace(/Glaze: .*/, 'Glaze: [red, blue, green, black]') },
  ])
  const note = page.getByRole('note').filter({ hasText: '[random:2]' })
  await expect(note).toContainText('That makes 4 pictures instead of 2, at 2 times the cost.')
  await expect(note).toContainText('× 2')
})

test('what is no template is refused with a reason', async ({ app, page }) => {
  await app.drop([{ name: 'holiday.jpg', text: 'not a template' }])
  await expect(page.getByRole('region', { name: 'What was not added' })).toContainText(
    'There is no template in holiday.jpg.',
  )
})
