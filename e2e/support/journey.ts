import { test as base, expect } from '@playwright/test'
import { TestHome } from '../../test/system/support/test-home.ts'
import { BurstApp, serve, type Served } from './burst-app.ts'

/** Pictures arrive a few a second: slow enough to do something meanwhile. */
const SPEED = 60
/** On the practice cloud's clock. */
const SECONDS_PER_IMAGE = 20

type Fixtures = {
  readonly speed: number
  readonly home: TestHome
  /** Variables of the app beyond those of this process. */
  readonly env: NodeJS.ProcessEnv
  readonly served: Served & { end(): Promise<void> }
  readonly app: BurstApp
  /** What the browser may complain of in this journey, e.g. of a server that was ended on purpose. */
  readonly expectedComplaints: RegExp | null
}

/** A user in front of the app: a home of its own, the page served from it, and a browser that must not complain. */
export const test = base.extend<Fixtures>({
  speed: [SPEED, { option: true }],
  expectedComplaints: [null, { option: true }],
  home: async ({ speed }, use) => {
    const home = new TestHome()
    await home.furnish(speed)
    // A burst must last until the user has done what the journey is about.
    home.pace(SECONDS_PER_IMAGE)
    await use(home)
    await home.end()
  },
  env: [{}, { option: true }],
  served: async ({ home, env }, use) => {
    const served = await serve(home, 0, env)
    await use(served)
    await served.end()
  },
  app: async ({ page, served, expectedComplaints }, use) => {
    const complaints: string[] = []
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
    })
    await page.goto(served.url)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await use(new BurstApp(page))
    // The content policy's violations are told on the console too.
    expect(complaints.filter(text => expectedComplaints === null || !expectedComplaints.test(text))).toEqual([])
  },
})

export { expect }
