import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/system/support/longest-first.ts'

/** Tests of one part that start real processes: the worker under Python, machines of the practice cloud, OpenSSH. */
const PROCESSES = [
  'resources/**/*.test.ts',
  'main/core/providers/sandbox/**/*.test.ts',
  'main/core/remote/*.test.ts',
  'main/core/transfer/engines.test.ts',
  'main/core/transfer/rsync/*.test.ts',
  'main/core/worker/*.test.ts',
  'main/core/engine/*.test.ts',
]

export default defineConfig({
  test: {
    // Half of the time they wait for processes and timers.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['common/**/*.test.ts', 'main/**/*.test.ts', 'preload/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: PROCESSES,
          // What is loaded once serves all of them: they share no state but what each makes for itself.
          isolate: false,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'page',
          include: ['renderer/**/*.test.{ts,tsx}'],
          environment: 'happy-dom',
          // The tokens are read as they are written.
          css: true,
          testTimeout: 20_000,
        },
      },
      {
        test: {
          // Parts with the processes that they are made of.
          name: 'parts',
          include: PROCESSES,
          testTimeout: 60_000,
        },
      },
      {
        test: {
          // Real processes, real SSH, real crashes: two files at a time, so that two cores are not shared by ten clouds.
          name: 'system',
          include: ['test/system/**/*.test.ts'],
          fileParallelism: true,
          maxWorkers: 2,
          maxConcurrency: 3,
          testTimeout: 300_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
