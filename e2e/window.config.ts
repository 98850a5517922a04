import { defineConfig } from '@playwright/test'

/** The journeys in the real window, wherever Electron's binary exists. */
export default defineConfig({
  testDir: 'window',
  outputDir: '../out/window',
  timeout: 90_000,
  expect: { timeout: 30_000 },
  workers: 1,
  reporter: [['list']],
})
