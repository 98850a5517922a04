import type { ImageShelf, Provider } from '../providers/provider.ts'
import type { LaneKeyStore } from '../remote/keys.ts'
import type { Connect, RemoteConnection } from '../remote/remote.ts'
import type { HomeFiles } from '../transfer/home-files.ts'
import type { SessionFolders } from '../transfer/session-folder.ts'

/**
 * Everything outside the process that driving a burst touches, passed in.
 *
 * `checkpoint` is called before and after each of these calls and around each event. In the app it does nothing; the
 * tests end the process there, to prove that every point of a burst survives it.
 */
export type Checkpoint = (point: string) => void

/** The methods of a port that reach outside, in the order in which a burst comes to them. */
type Calls<T> = readonly (keyof T & string)[]

export const PROVIDER_CALLS = [
  'create',
  'list',
  'get',
  'setEndBy',
  'terminate',
  'tidy',
  'cost',
] as const satisfies Calls<Provider>
export const IMAGE_CALLS = ['keep', 'list'] as const satisfies Calls<ImageShelf>
export const KEY_CALLS = ['list', 'create', 'read', 'remove'] as const satisfies Calls<LaneKeyStore>
export const REMOTE_CALLS = [
  'mkdir',
  'readFile',
  'putFile',
  'sendFile',
  'exec',
] as const satisfies Calls<RemoteConnection>
/** Steps of bringing a picture home and of leaving the session behind, see `transfer/`. */
export const FILE_CALLS = [
  'fingerprint',
  'openPart',
  'rename',
  'syncFolder',
  'removeParts',
  'writeRecord',
] as const satisfies Calls<HomeFiles>
export const FOLDER_CALLS = ['claim'] as const satisfies Calls<SessionFolders>

export function withProviderCheckpoints(provider: Provider, checkpoint: Checkpoint): Provider {
  const guarded = guard(provider, 'provider', PROVIDER_CALLS, checkpoint)
  const { images } = provider
  return images === null ? guarded : replaceMethod(guarded, 'images', guard(images, 'images', IMAGE_CALLS, checkpoint))
}

export function withKeyCheckpoints(keys: LaneKeyStore, checkpoint: Checkpoint): LaneKeyStore {
  return guard(keys, 'keys', KEY_CALLS, checkpoint)
}

export function withFileCheckpoints(files: HomeFiles, checkpoint: Checkpoint): HomeFiles {
  return guard(files, 'files', FILE_CALLS, checkpoint)
}

export function withFolderCheckpoints(folders: SessionFolders, checkpoint: Checkpoint): SessionFolders {
  return guard(folders, 'folders', FOLDER_CALLS, checkpoint)
}

export function withConnectCheckpoints(connect: Connect, checkpoint: Checkpoint): Connect {
  return async (spec, signal) => {
    checkpoint('remote.connect:before')
    const connection = withProcessCheckpoints(await connect(spec, signal), checkpoint)
    checkpoint('remote.connect:after')
    return guard(connection, 'remote', REMOTE_CALLS, checkpoint)
  }
}

function withProcessCheckpoints(connection: RemoteConnection, checkpoint: Checkpoint): RemoteConnection {
  return replaceMethod(connection, 'exec', async (command, options) => {
    const process = await connection.exec(command, options)
    return replaceMethod(process, 'write', line => {
      checkpoint('worker.write:before')
      process.write(line)
      checkpoint('worker.write:after')
    })
  })
}

function replaceMethod<T extends object, K extends keyof T>(port: T, method: K, replacement: T[K]): T {
  return new Proxy(port, {
    get(target, property) {
      if (property === method) return replacement
      const value: unknown = Reflect.get(target, property, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Wraps the named async methods of a port; everything else passes through untouched. */
export function guard<T extends object>(port: T, name: string, methods: Calls<T>, checkpoint: Checkpoint): T {
  const guarded = new Set<string | symbol>(methods)
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target)
      if (typeof value !== 'function') return value
      if (!guarded.has(property)) return value.bind(target)
      return async (...args: unknown[]) => {
        checkpoint(`${name}.${String(property)}:before`)
        const result: unknown = await Reflect.apply(value, target, args)
        checkpoint(`${name}.${String(property)}:after`)
        return result
      }
    },
  })
}

/** Every point at which a burst touches the outside, for tests that must try each one. */
export function outsidePoints(): string[] {
  const calls = [
    ...FOLDER_CALLS.map(call => `folders.${call}`),
    ...KEY_CALLS.map(call => `keys.${call}`),
    ...PROVIDER_CALLS.map(call => `provider.${call}`),
    ...IMAGE_CALLS.map(call => `images.${call}`),
    'remote.connect',
    ...REMOTE_CALLS.map(call => `remote.${call}`),
    'worker.write',
    ...FILE_CALLS.map(call => `files.${call}`),
  ]
  return calls.flatMap(call => [`${call}:before`, `${call}:after`])
}
