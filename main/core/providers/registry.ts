import { BurstError } from '../../../common/errors.ts'
import type { Home } from '../home.ts'
import type { Log } from '../log.ts'
import type { Provider } from './provider.ts'
import { createSandboxProvider, type SandboxProvider } from './sandbox/provider.ts'
import { daemonSpawner } from './sandbox/spawn-daemon.ts'

export type ProvidersOptions = {
  readonly home: Home
  readonly env: NodeJS.ProcessEnv
  /** What the settings ask for; absent where they are not known, as for kill-all: the clock stays as it is. */
  readonly sandboxSpeed?: () => number
  readonly log?: Log
}

/** Everybody who rents, as far as this home knows them. */
export type Providers = {
  all(): readonly Provider[]
  /** Null for one that is not known (any more). */
  of(id: string): Provider | null
  sandbox(): SandboxProvider
  /**
   * The provider somebody asked for by name. `auto` takes a real one that is configured and never the sandbox.
   * BurstError `no-provider`, `unknown-provider`.
   */
  chosen(name: string): Provider
}

/** The providers without engine and database: what kill-all needs. */
export function openProviders(options: ProvidersOptions): readonly Provider[] {
  return createProviders(options).all()
}

export function createProviders({ home, env, sandboxSpeed, log = () => undefined }: ProvidersOptions): Providers {
  const spawnDaemon = daemonSpawner(env)
  let made: { speed: number | null; provider: SandboxProvider } | null = null

  /** Made anew when the settings ask for another speed: it is told to the practice cloud at the first call. */
  function sandbox(): SandboxProvider {
    const speed = sandboxSpeed?.() ?? null
    if (made?.speed !== speed || made === null)
      made = { speed, provider: createSandboxProvider({ folder: home.sandbox, speed, spawnDaemon, log }) }
    return made.provider
  }

  const all = () => [sandbox()]
  return {
    all,
    sandbox,
    of: id => all().find(provider => provider.id === id) ?? null,
    chosen(name) {
      const found = all().find(({ id, facts }) => (name === 'auto' ? !facts.simulated : id === name))
      if (found) return found
      throw name === 'auto' ? noProvider() : unknownProvider(name, ['auto', ...all().map(({ id }) => id)])
    },
  }
}

function noProvider(): BurstError {
  return new BurstError('provider', [
    {
      code: 'no-provider',
      message: 'No provider that rents for real money is configured.',
      remedy: 'Practise with --provider sandbox: it costs nothing.',
    },
  ])
}

function unknownProvider(name: string, known: readonly string[]): BurstError {
  return new BurstError('usage', [
    { code: 'unknown-provider', message: `There is no provider ${name}.`, remedy: `Name one of: ${known.join(', ')}.` },
  ])
}
