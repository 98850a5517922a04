import os from 'node:os'
import process from 'node:process'
import { systemClock } from '../../core/clock.ts'
import type { Host } from '../host.ts'
import { processEngines } from './engines.ts'
import { processFiles } from './files.ts'
import { listenForInterrupts } from './interrupts.ts'
import { processPages } from './pages.ts'
import { processSafety } from './safety.ts'
import { processSystem } from './system.ts'
import { processTerminal } from './terminal.ts'

/** The world as it is: this process, its terminal, and the engines and clouds that it can reach. */
export function processHost(): Host {
  return {
    terminal: processTerminal(process),
    env: process.env,
    platform: process.platform,
    userFolder: os.homedir(),
    cwd: process.cwd(),
    now: () => systemClock.now(),
    sleep: async (ms, signal) => await systemClock.sleep(ms, signal),
    interrupts: listenForInterrupts(process, () => systemClock.now()),
    files: processFiles(),
    engines: processEngines(process.env),
    pages: processPages(process.env, process.platform),
    safety: processSafety(process.env),
    system: processSystem(),
    noteLogin: async (home, cloud, is) => {
      const { noteEntered } = await import('../../core/providers/credentials.ts')
      await noteEntered(home.entered, cloud, is)
    },
    openSecrets: async home => {
      // Loaded when it is asked for: it is a native module that most commands do without.
      const { openSecrets } = await import('../../core/storage/secrets/open-secrets.ts')
      return await openSecrets(home, { env: process.env, platform: process.platform })
    },
  }
}
