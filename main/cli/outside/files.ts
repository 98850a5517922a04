import { statSync } from 'node:fs'
import type { Files } from '../host.ts'

export function processFiles(): Files {
  return {
    isFile: file => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
    // Loaded when it is asked for: most commands need no templates.
    writeJob: async (choice, job) => await (await import('./write-job.ts')).writeJob(choice, job),
  }
}
