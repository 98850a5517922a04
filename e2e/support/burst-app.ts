import type { Locator, Page } from '@playwright/test'
import type { TestHome } from '../../test/system/support/test-home.ts'

/** Held so long, the red button acts; it takes a second. */
const HOLD_MS = 1250

export type Served = {
  readonly url: string
  readonly child: { kill(signal: NodeJS.Signals): boolean; pid?: number | undefined }
}

/** Starts `burst serve` in a home and gives its address. */
export async function serve(
  home: TestHome,
  port = 0,
  env: NodeJS.ProcessEnv = {},
): Promise<Served & { end(): Promise<void> }> {
  const running = home.start(['serve', '--json', '--port', String(port)], env)
  await home.until('the page is served', () => running.stdout.includes('}'))
  const { url } = JSON.parse(running.stdout) as { url: string }
  return {
    url,
    child: running.child,
    async end() {
      running.child.kill('SIGINT')
      await running.ended
    },
  }
}

export type Screen =
  'Templates' | 'Plan' | 'Bursts' | 'Gallery' | 'Models' | 'Accounts' | 'Instances' | 'Spend' | 'Settings'

/** What a user does and sees in the app, by the names of things. */
export class BurstApp {
  readonly page: Page

  constructor(page: Page) {
    this.page = page
  }

  get killAll(): Locator {
    return this.page.getByRole('button', { name: /^(Kill all|Ending)/ })
  }

  async goTo(screen: Screen): Promise<void> {
    await this.page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: screen }).click()
    await this.page.getByRole('heading', { level: 1, name: screen }).waitFor()
  }

  async openTemplate(name: string): Promise<void> {
    await this.goTo('Templates')
    await this.page.getByRole('link', { name, exact: true }).click()
    await this.page.getByRole('heading', { level: 1, name }).waitFor()
  }

  /** Starts a burst of so many pictures of a template; ends on the burst's screen. */
  async start(template: string, pictures: number): Promise<void> {
    await this.openTemplate(template)
    await this.page.getByRole('spinbutton', { name: 'Pictures' }).fill(String(pictures))
    await this.page.getByRole('button', { name: 'Start on the practice cloud' }).click()
    await this.page.waitForURL(/\/bursts\/[0-9a-f]+$/)
  }

  get pictures(): Locator {
    return this.page.getByRole('button', { name: /^Open .*\.png$/ })
  }

  /** How many pictures are at home, as the headline says. */
  async atHome(): Promise<number> {
    const text = await this.page.getByRole('region', { name: 'Figures' }).locator('dd').first().innerText()
    return Number.parseInt(text, 10)
  }

  async holdByMouse(button: Locator, ms = HOLD_MS): Promise<void> {
    await button.hover()
    await this.page.mouse.down()
    await this.page.waitForTimeout(ms)
    await this.page.mouse.up()
  }

  async holdByKey(button: Locator, ms = HOLD_MS): Promise<void> {
    await button.focus()
    await this.page.keyboard.down('Space')
    await this.page.waitForTimeout(ms)
    await this.page.keyboard.up('Space')
  }

  /** Drops files on the window as a file manager does. */
  async drop(files: readonly { readonly name: string; readonly text: string }[]): Promise<void> {
    const transfer = await this.page.evaluateHandle(given => {
      const data = new DataTransfer()
      for (const { name, text } of given) data.items.add(new File([text], name, { type: 'application/yaml' }))
      return data
    }, files)
    await this.page.dispatchEvent('body', 'dragover', { dataTransfer: transfer })
    await this.page.dispatchEvent('body', 'drop', { dataTransfer: transfer })
  }
}
