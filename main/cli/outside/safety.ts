import { BurstError } from '../../../common/errors.ts'
import type { Home } from '../../core/home.ts'
import type { Safety } from '../host.ts'
import { meantProviders } from '../meant-providers.ts'

/** Kill-all gives up after this much real time, and reports what is not proven. */
const KILL_BUDGET_MS = 10 * 60_000

/**
 * What ends instances, built from the identity and the providers' credentials alone.
 *
 * The core is loaded when it is asked for, and only these parts of it: neither an engine nor a database is needed.
 */
export function processSafety(env: NodeJS.ProcessEnv): Safety {
  return {
    kill: async (home, input, signal) => {
      const { killInstance } = await import('../../core/watchdog/kill.ts')
      return await killInstance({ ...(await tools(home, env)), ...input, budgetMs: KILL_BUDGET_MS, signal })
    },
    killAll: async (home, input, signal) => {
      const { killAll } = await import('../../core/watchdog/kill.ts')
      const { providers, latch, identity } = await tools(home, env)
      const wasLatched = latch.isSet()
      const meant = meantProviders(providers, input)
      const report = await killAll({ providers: meant, latch, identity, budgetMs: KILL_BUDGET_MS, signal })
      // A drill shows that everything works; it must not be what forbids the next burst.
      if (input.drill && !wasLatched) latch.clear()
      return report
    },
    unlatch: async home => {
      const { openStopLatch } = await import('../../core/watchdog/stop-latch.ts')
      const latch = openStopLatch(home.stopLatch)
      const was = latch.isSet()
      latch.clear()
      return { latched: false, was }
    },
    shutdownSandbox: async (home, signal) => {
      const { createSandboxProvider } = await import('../../core/providers/sandbox/provider.ts')
      const { daemonSpawner } = await import('../../core/providers/sandbox/spawn-daemon.ts')
      const spawnDaemon = daemonSpawner(env)
      const sandbox = createSandboxProvider({ folder: home.sandbox, speed: null, spawnDaemon, log: () => undefined })
      await sandbox.controls.shutdown(signal)
    },
  }
}

/** A wrong home, or one that was lost, must not look like an end of everything. */
function nothingProvable(home: Home): BurstError {
  return new BurstError('provider', [
    {
      code: 'no-identity',
      message: `${home.root} has no identity, so no instance can be told to be ours. Nothing was ended.`,
      remedy: 'Name the home that rented with --home, put back its identity.json, or end instances at the provider.',
      file: home.identity,
    },
  ])
}

async function tools(home: Home, env: NodeJS.ProcessEnv) {
  const { readIdentity } = await import('../../core/watchdog/identity.ts')
  const { openStopLatch } = await import('../../core/watchdog/stop-latch.ts')
  const { openProviders } = await import('../../core/providers/registry.ts')
  const providers = openProviders({ home, env })
  const identity = readIdentity(home.identity)
  if (identity === null) throw nothingProvable(home)
  return { providers, identity, latch: openStopLatch(home.stopLatch) }
}
