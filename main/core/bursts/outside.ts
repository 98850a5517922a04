import type { Provider } from '../providers/provider.ts'
import type { Connect, RemoteConnection } from '../remote/remote.ts'
import type { HomeFiles } from '../transfer/home-files.ts'

/**
 * Everything outside the process that driving a burst touches, passed in.
 *
 * `checkpoint` is called before and after each of these calls and around each event. In the app it does nothing; the
 * tests end the process there, to prove that every point of a burst survives it.
 */
export type Checkpoint = (point: string) => void

export const PROVIDER_CALLS = [
  'create',
  'get',
  'list',
  'terminate',
  'cost',
  'setEndBy',
] as const satisfies readonly (keyof Provider)[]
export const REMOTE_CALLS = [
  'exec',
  'putFile',
  'mkdir',
  'readFile',
] as const satisfies readonly (keyof RemoteConnection)[]
/** Steps of bringing a picture home and of leaving the session behind, see `transfer/`. */
export const FILE_CALLS = [
  'openPart',
  'rename',
  'syncFolder',
  'writeRecord',
] as const satisfies readonly (keyof HomeFiles)[]

export function withProviderCheckpoints(provider: Provider, checkpoint: Checkpoint): Provider {
  return guard(provider, 'provider', PROVIDER_CALLS, checkpoint)
}

export function withFileCheckpoints(files: HomeFiles, checkpoint: Checkpoint): HomeFiles {
  return guard(files, 'files', FILE_CALLS, checkpoint)
}

export function withConnectCheckpoints(connect: Connect, checkpoint: Checkpoint): Connect {
  return async (spec, signal) => {
    checkpoint('remote.connect:before')
    const connection = await connect(spec, signal)
    checkpoint('remote.connect:after')
    return guard(connection, 'remote', REMOTE_CALLS, checkpoint)
  }
}

/** Wraps the named async methods of a port; everything else passes through untouched. */
export function guard<T extends object, K extends keyof T & string>(
  port: T,
  name: string,
  methods: readonly K[],
  checkpoint: Checkpoint,
): T {
  const guarded = new Set<string | symbol>(methods)
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      const method = value.bind(target) as (...args: unknown[]) => unknown
      if (!guarded.has(property)) return method
      return async (...args: unknown[]) => {
        checkpoint(`${name}.${String(property)}:before`)
        const result = await method(...args)
        checkpoint(`${name}.${String(property)}:after`)
        return result
      }
    },
  })
}

/** Every point at which a burst touches the outside, for tests that must try each one. */
export function outsidePoints(): string[] {
  const calls = [
    ...PROVIDER_CALLS.map(call => `provider.${call}`),
    'remote.connect',
    ...REMOTE_CALLS.map(call => `remote.${call}`),
    ...FILE_CALLS.map(call => `files.${call}`),
  ]
  return calls.flatMap(call => [`${call}:before`, `${call}:after`])
}
