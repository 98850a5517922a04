import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { BurstApp, serve } from './support/burst-app.ts'
import { homeAt } from '../main/core/home.ts'
import { put } from '../main/core/models/testing/model-files.ts'
import { placeholderModel } from '../main/core/providers/sandbox/comfyui/model-files.ts'
import { scanModels } from './support/scan-models.ts'
import { chromiumBinary } from './support/chromium.ts'
import { startAtHome } from '../test/system/support/comfyui-at-home.ts'
import { TestHome } from '../test/system/support/test-home.ts'

/** Every screen, light and dark, in two sizes, from a real burst on the practice cloud: into `docs/screens`. */
const FOLDER = path.resolve(import.meta.dirname, '../docs/screens')
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const
const THEMES = ['light', 'dark'] as const
/** Slow enough that a burst is still under way when it has been photographed eight times. */
const SPEED = 12

const home = new TestHome()
const browser = await chromium.launch({ executablePath: chromiumBinary() })
rmSync(FOLDER, { recursive: true, force: true })
mkdirSync(FOLDER, { recursive: true })
try {
  await home.furnish(SPEED)
  furnishWorkflow()
  const comfyui = await startAtHome(home, { secondsPerImage: 0.5 })
  const served = await serve(home)
  const page = await browser.newPage({ reducedMotion: 'reduce' })
  await page.goto(served.url)
  await walk(new BurstApp(page), page)
  await served.end()
  await comfyui.stop()
} finally {
  await browser.close()
  await home.end()
}

async function walk(app: BurstApp, page: Page): Promise<void> {
  await page.getByRole('heading', { name: 'Welcome to Burst' }).waitFor()
  await shoot(page, 'welcome')
  await app.start('Lighthouses', 24)
  await app.pictures.nth(5).waitFor({ timeout: 60_000 })
  await page.getByRole('img', { name: /^At home: / }).waitFor({ timeout: 60_000 })
  await shoot(page, 'burst')
  await app.goTo('Instances')
  await page.getByRole('row', { name: /sandbox/ }).waitFor()
  await shoot(page, 'instances')
  await app.goTo('Accounts')
  await page.getByRole('listitem', { name: 'RunPod' }).getByRole('button', { name: 'Set up' }).click()
  await shoot(page, 'accounts')
  await app.goTo('Bursts')
  await page.getByRole('link', { name: 'Lighthouses' }).click()
  await page.getByRole('link', { name: 'Receipt' }).waitFor({ timeout: 90_000 })
  await page.getByRole('link', { name: 'Receipt' }).click()
  await page.getByText('Every instance is seen gone.').waitFor()
  await shoot(page, 'receipt')
  await app.goTo('Spend')
  await page.getByRole('region', { name: 'Who did what' }).first().waitFor()
  await shoot(page, 'spend')
  await app.goTo('Bursts')
  await shoot(page, 'bursts')
  await app.goTo('Gallery')
  await page.getByRole('group', { name: 'Pictures' }).getByRole('button').nth(10).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('s')
  await page.getByRole('complementary', { name: 'Picture' }).waitFor()
  await shoot(page, 'gallery')
  await app.goTo('Settings')
  await page.getByRole('textbox', { name: 'A kWh costs' }).waitFor()
  await shoot(page, 'settings')
  await app.goTo('Templates')
  await page.getByRole('listitem').getByRole('img').nth(3).waitFor()
  await shoot(page, 'templates')
  await app.openTemplate('Fox Prints')
  await page.getByRole('region', { name: 'Prompts' }).getByRole('listitem').first().waitFor()
  await shoot(page, 'template')
  await app.openTemplate('Two passes')
  await page.getByRole('region', { name: 'Workflow' }).waitFor()
  await shoot(page, 'workflow')
  await app.goTo('Plan')
  await page.getByLabel('Template', { exact: true }).selectOption({ label: 'Two passes' })
  await page.getByRole('region', { name: 'Offers' }).waitFor()
  await shoot(page, 'plan')
  await app.goTo('Models')
  await scanModels(page, home.root)
  await furnishModels()
  await page.getByText('Hugging Face').waitFor()
  await shoot(page, 'models')
  await app.start('Lighthouses', 24)
  await page.getByRole('progressbar', { name: /^Sending/ }).waitFor({ timeout: 60_000 })
  await shoot(page, 'sending')
  await app.pictures.nth(2).waitFor({ timeout: 60_000 })
  await app.holdByMouse(app.killAll)
  await page.getByRole('region', { name: 'Kill all' }).waitFor()
  await shoot(page, 'kill-all')
  await page.getByText('Everything is seen gone').waitFor()
}

/** A template whose graph is a workflow of somebody else. */
function furnishWorkflow(): void {
  const { templates } = homeAt(home.root)
  mkdirSync(templates, { recursive: true })
  copyFileSync(
    path.resolve(import.meta.dirname, '../test/golden/workflows/hires-fix.json'),
    path.join(templates, 'two-passes.json'),
  )
  writeFileSync(
    path.join(templates, 'two-passes.prompt.yaml'),
    [
      "version: '2.0'",
      'type: prompt',
      'name: Two passes',
      'generation: { mode: combinatorial, seed: 7, seed_mode: progressive, max_images: -1 }',
      'imports:',
      '  Animal: [fox, hare, heron, otter, badger, owl, lynx, stag, crane, toad]',
      '  Weather: [in the snow, in the rain, at first light, in fog, under stars]',
      '  Paper: [ochre, grey, rose, green, blue, white, sand, black, straw, red]',
      'parameters: { workflow: two-passes.json, steps: 24 }',
      "prompt: 'a woodcut of a {Animal} {Weather}, on {Paper} paper'",
    ].join('\n'),
  )
}

/** Sources for two of the models, and a checkpoint that takes a while on a slow line. */
async function furnishModels(): Promise<void> {
  const folder = path.join(home.root, 'models')
  put(folder, 'checkpoints/sd_xl_base_1.0.safetensors', placeholderModel({}, 6_000_000))
  await home.ask(async api => {
    await api.call('settings.set', { key: 'upload-limit-mbits', value: 3 })
    await api.call('models.scan', { dir: folder })
    await api.call('models.addSource', { model: 'gouache', source: 'civitai:128713' })
    await api.call('models.addSource', { model: 'sdxl_vae', source: 'hf:stabilityai/sdxl-vae/sdxl_vae.safetensors' })
  })
}

async function shoot(page: Page, name: string): Promise<void> {
  for (const { width, height } of SIZES)
    for (const theme of THEMES) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
      await page.evaluate(async () => await document.fonts.ready)
      // A larger window shows more pictures, which must come first.
      await page.waitForTimeout(300)
      await page.waitForFunction(() => [...document.images].every(image => image.complete))
      const file = path.join(FOLDER, `${name}-${theme}-${width}x${height}.webp`)
      await sharp(await page.screenshot())
        .webp({ quality: 82 })
        .toFile(file)
      process.stderr.write(`${path.relative(process.cwd(), file)}\n`)
    }
}
