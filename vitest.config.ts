import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['common/**/*.test.ts', 'main/**/*.test.ts', 'scripts/**/*.test.ts', 'resources/**/*.test.ts'],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          // Real processes, real SSH, real crashes: one file at a time, so that two cores are not shared by five clouds.
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          fileParallelism: false,
          maxConcurrency: 3,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
