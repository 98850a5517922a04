import { readFileSync, statSync } from 'node:fs'
import type { Files } from '../host.ts'

export function processFiles(): Files {
  return {
    isFile,
    readText: file => (isFile(file) ? readFileSync(file, 'utf8') : null),
    // Loaded when it is asked for: most commands need no templates.
    writeJob: async (choice, job) => await (await import('./write-job.ts')).writeJob(choice, job),
  }
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false
}
