import { BurstError } from '../../../common/errors.ts'
import type { Clock } from '../clock.ts'
import { createCloudClock } from './cloud-clock.ts'
import type { Home } from '../home.ts'
import type { Log } from '../log.ts'
import type { OpenedSecrets } from '../storage/secrets/open-secrets.ts'
import { CLOUD_IDS, isCloudId, openCredentials, secretNameOf, type CloudId, type Credentials } from './credentials.ts'
import type { Provider } from './provider.ts'
import { REAL_CLOUDS } from './real-clouds.ts'
import { createSandboxProvider, type SandboxProvider } from './sandbox/provider.ts'
import { createHomeProvider, HOME_GPU, type HomeOptions, type HomeProvider } from './home/provider.ts'
import { daemonEnvironment, daemonSpawner } from './sandbox/spawn-daemon.ts'

export type ProvidersOptions = {
  readonly home: Home
  readonly env: NodeJS.ProcessEnv
  readonly secrets: () => Promise<Pick<OpenedSecrets, 'store'>>
  /** What the settings ask for; absent where they are not known, as for kill-all: the clock stays as it is. */
  readonly sandboxSpeed?: () => number
  /** As the settings say; no where they are not known. */
  readonly ovhSelfEnd?: () => boolean
  readonly runpodTerminateAfter?: () => boolean
  /** On which real clouds are waited for; their own time, as they tell it, where it is absent. */
  readonly clock?: Clock
  readonly log?: Log
  /** The ComfyUI of this house, as the settings have it; absent: what is there is ended, and nothing is started. */
  readonly homeGpu?: Pick<HomeOptions, 'address' | 'nothing' | 'secondsPerImage'>
}

/** Everybody who rents, as far as this home knows them. */
export type Providers = {
  /** The practice cloud, and the real ones that there are credentials for. */
  all(): readonly Provider[]
  /** Those of them that rent something out: not the card at home. */
  renting(): readonly Provider[]
  /** Null for one that is not known (any more); without credentials it answers that it has none. */
  of(id: string): Provider | null
  sandbox(): SandboxProvider
  home(): HomeProvider
  /** Ends what runs in this process for a provider; what was rented goes on. */
  stop(): Promise<void>
  /**
   * Those that somebody asked for by name: `auto` are the real ones that are configured, never the sandbox.
   * BurstError `no-provider`, `unknown-provider`.
   */
  chosen(name: string): readonly [Provider, ...Provider[]]
  readonly credentials: Credentials
}

/**
 * The providers without engine and database: what kill-all needs. Who has credentials is looked up in the secrets
 * themselves too, because the note of it may be lost.
 */
export async function openProviders(options: ProvidersOptions): Promise<readonly Provider[]> {
  const held = await options.secrets().then(
    async ({ store }) => await store.names(),
    () => [],
  )
  const also = CLOUD_IDS.filter(cloud => held.some(name => name.startsWith(secretNameOf(cloud, ''))))
  return createProviders(options, also).all()
}

export function createProviders(options: ProvidersOptions, also: readonly CloudId[] = []): Providers {
  const {
    home: homeOfApp,
    homeGpu,
    env,
    secrets,
    sandboxSpeed,
    ovhSelfEnd = () => false,
    runpodTerminateAfter = () => false,
    clock = createCloudClock(),
    log = () => undefined,
  } = options
  const spawnDaemon = daemonSpawner(env)
  const credentials = openCredentials({ env, secrets, entered: homeOfApp.entered, also })
  const real = new Map<CloudId, Provider>()
  let made: { speed: number | null; provider: SandboxProvider } | null = null

  /** Made anew when the settings ask for another speed: it is told to the practice cloud at the first call. */
  function sandbox(): SandboxProvider {
    const speed = sandboxSpeed?.() ?? null
    if (made?.speed !== speed || made === null)
      made = { speed, provider: createSandboxProvider({ folder: homeOfApp.sandbox, speed, spawnDaemon, log }) }
    return made.provider
  }

  function cloud(id: CloudId): Provider {
    const known = real.get(id) ?? REAL_CLOUDS[id]({ env, clock, credentials, ovhSelfEnd, runpodTerminateAfter, log })
    real.set(id, known)
    return known
  }

  const home = createHomeProvider({
    folder: homeOfApp.gpu,
    env: daemonEnvironment(env),
    clock,
    log,
    address: homeGpu?.address ?? (() => null),
    nothing: homeGpu?.nothing ?? (() => ({ micros: 0, currency: 'EUR', taxIncluded: true, simulated: false })),
    secondsPerImage: homeGpu?.secondsPerImage ?? (() => 1),
    runs: homeGpu !== undefined,
  })
  const configured = () => credentials.configured().map(cloud)
  return {
    credentials,
    renting: () => [sandbox(), ...configured()],
    all: () => [sandbox(), ...(home.isUsed() ? [home] : []), ...configured()],
    sandbox,
    home: () => home,
    stop: async () => await home.stop(),
    of: id => (id === 'sandbox' ? sandbox() : id === HOME_GPU ? home : isCloudId(id) ? cloud(id) : null),
    chosen(name) {
      if (name === 'sandbox') return [sandbox()]
      if (name === HOME_GPU) return [home]
      if (isCloudId(name)) return [cloud(name)]
      if (name !== 'auto') throw unknownProvider(name)
      const [first, ...others] = configured()
      if (first) return [first, ...others]
      throw noProvider()
    },
  }
}

function noProvider(): BurstError {
  return new BurstError('provider', [
    {
      code: 'no-provider',
      message: 'No provider that rents for real money is configured.',
      remedy: `Enter its credentials with \`burst providers login\` (${CLOUD_IDS.join(', ')}), or practise with --provider sandbox: it costs nothing.`,
    },
  ])
}

function unknownProvider(name: string): BurstError {
  const known = ['auto', 'sandbox', HOME_GPU, ...CLOUD_IDS].join(', ')
  return new BurstError('usage', [
    { code: 'unknown-provider', message: `There is no provider ${name}.`, remedy: `Name one of: ${known}.` },
  ])
}
