import { spawn } from 'node:child_process'
import type { Home } from '../../core/home.ts'
import { roleCommand } from '../../core/roles.ts'
import type { Engines } from '../host.ts'

/** Time for the one who left the engine behind to hand it a burst. */
const LINGER_SECONDS = 15

/**
 * The engine of a home: another process, this one, or one that is left behind.
 *
 * The core is loaded only when it is asked for: kill-all must work where the database or its library is broken.
 */
export function processEngines(env: NodeJS.ProcessEnv): Engines {
  return {
    open: async (home, mode) => {
      const { openEngine } = await import('../../core/engine/open.ts')
      return await openEngine({ home, mode, env })
    },
    answers: async home => {
      const { connectEngine } = await import('../../core/engine/client.ts')
      return (await connectEngine(home.socket)) !== null
    },
    spawn: home => leaveBehind(home, env),
  }
}

function leaveBehind(home: Home, env: NodeJS.ProcessEnv): void {
  const args = ['--home', home.root, 'engine', '--until-idle', '--linger-seconds', String(LINGER_SECONDS)]
  const [program, ...first] = roleCommand('cli')
  const child = spawn(program, [...first, ...args], {
    cwd: home.root,
    detached: true,
    env,
    stdio: 'ignore',
    windowsHide: true,
  })
  // That it did not start is noticed by whoever waits for its answer.
  child.on('error', () => undefined)
  child.unref()
}
