import { defineConfig } from '@playwright/test'
import { chromiumBinary } from './support/chromium.ts'

/** The journeys of a user, in a real browser, on real processes: each test has its own home and practice cloud. */
export default defineConfig({
  testDir: 'journeys',
  outputDir: '../out/journeys',
  timeout: 60_000,
  expect: { timeout: 20_000 },
  workers: 2,
  fullyParallel: true,
  forbidOnly: Boolean(process.env['CI']),
  reporter: [['list']],
  use: {
    viewport: { width: 1280, height: 800 },
    launchOptions: { executablePath: chromiumBinary() },
    // A picture of every step would take a good part of two cores.
    trace: { mode: 'retain-on-failure', screenshots: false },
  },
})
