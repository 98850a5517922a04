import { existsSync } from 'node:fs'
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
      // Who we are does not matter for an instance of another installation that is named.
      const found = await tools(home, env, input.install === undefined)
      return await killInstance({ ...found, ...input, budgetMs: KILL_BUDGET_MS, signal })
    },
    killAll: async (home, input, signal) => {
      const { killAll } = await import('../../core/watchdog/kill.ts')
      const { openStopLatch } = await import('../../core/watchdog/stop-latch.ts')
      const latch = openStopLatch(home.stopLatch)
      const wasLatched = latch.isSet()
      const { providers, identity } = await tools(home, env, true).catch((error: unknown) => {
        // An engine that runs knows its own instances still, and ends them when it sees the latch.
        if (!input.drill) latch.set()
        throw error
      })
      const meant = meantProviders(providers, input)
      const report = await killAll({ providers: meant, latch, identity, budgetMs: KILL_BUDGET_MS, signal })
      // A drill shows that everything works; it must not be what forbids the next burst.
      if (input.drill && !wasLatched) latch.clear()
      return report
    },
    clearAccount: async (home, { provider, isMeant }, signal) => {
      const { clearAccount } = await import('../../core/watchdog/clear-account.ts')
      const { openStopLatch } = await import('../../core/watchdog/stop-latch.ts')
      const [account] = meantProviders((await tools(home, env, false)).providers, { provider, drill: false })
      if (!account) throw new Error('a provider that is named was found and is gone')
      const latch = openStopLatch(home.stopLatch)
      return await clearAccount({ account, latch, isMeant, budgetMs: KILL_BUDGET_MS, signal })
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

/** A home that rented and lost its identity must not look like an end of everything. */
function nothingProvable(home: Home): BurstError {
  return new BurstError('provider', [
    {
      code: 'no-identity',
      message: `${home.root} has lost its identity, so no instance can be told to be ours. Nothing was ended; nothing new is rented.`,
      remedy: 'Put back a copy of identity.json, or end instances with --install or at the provider.',
      file: home.identity,
    },
  ])
}

async function tools(home: Home, env: NodeJS.ProcessEnv, needsIdentity: boolean) {
  const { identityOfNobody, readIdentity } = await import('../../core/watchdog/identity.ts')
  const { openProviders } = await import('../../core/providers/registry.ts')
  const { openSecrets } = await import('../../core/storage/secrets/open-secrets.ts')
  const secrets = async () => await openSecrets(home, { env, platform: process.platform })
  const providers = await openProviders({ home, env, secrets })
  const held = readIdentity(home.identity)
  // An identity is made before anything else in a home, so one with traces of work had one.
  if (needsIdentity && held === null && [home.database, home.keys].some(trace => existsSync(trace)))
    throw nothingProvable(home)
  return { providers, identity: held ?? identityOfNobody() }
}
