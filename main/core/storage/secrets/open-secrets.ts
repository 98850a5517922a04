import { readFile, stat } from 'node:fs/promises'
import { BurstError } from '../../../../common/errors.ts'
import type { Home } from '../../home.ts'
import { environmentStore } from './environment-store.ts'
import { fileStore } from './file-store.ts'
import { faultOfKeyring, keyringStore } from './keyring-store.ts'
import type { SecretStore } from './secret-store.ts'

export type OpenedSecrets = {
  readonly store: SecretStore
  /** Why this one, in a line for people. */
  readonly why: string
}

type Deps = {
  readonly env: NodeJS.ProcessEnv
  readonly platform: NodeJS.Platform
  /** The system's keyring for secrets of this name. */
  readonly keyring?: (service: string) => SecretStore
}

/**
 * The store for this home: a file where `BURST_PASSPHRASE_FILE` names a passphrase, else the keyring if it gives back what
 * is put into it, else the environment. What the environment brings is read first in every case.
 *
 * BurstError of kind `provider` where the passphrase cannot be read, or others can read it.
 */
export async function openSecrets(home: Pick<Home, 'secrets' | 'root'>, deps: Deps): Promise<OpenedSecrets> {
  const { env, platform, keyring = keyringStore } = deps
  const environment = environmentStore(env)
  const named = env['BURST_PASSPHRASE_FILE']
  if (named !== undefined && named !== '') {
    const store = fileStore(home.secrets, await passphraseIn(named, platform))
    return { store: behind(environment, store), why: `secrets are in ${home.secrets}, opened by BURST_PASSPHRASE_FILE` }
  }
  const store = keyring(`burst ${home.root}`)
  const fault = await faultOfKeyring(store)
  if (fault === null) return { store: behind(environment, store), why: "secrets are in the system's keyring" }
  return { store: environment, why: `secrets are read from the environment alone: the keyring is no use (${fault})` }
}

/** The environment's own secret wins, as it was given for this run. */
function behind(environment: SecretStore, store: SecretStore): SecretStore {
  return { ...store, get: async name => (await environment.get(name)) ?? (await store.get(name)) }
}

/** The first line of the file. */
async function passphraseIn(file: string, platform: NodeJS.Platform): Promise<string> {
  try {
    const { mode } = await stat(file)
    // Windows keeps rights elsewhere.
    if (platform !== 'win32' && (mode & 0o077) !== 0)
      throw refused(file, `${file} can be read by others`, `Take their rights away: chmod 600 ${file}`)
    const [line = ''] = (await readFile(file, 'utf8')).split(/\r?\n/)
    if (line !== '') return line
  } catch (error) {
    if (error instanceof BurstError) throw error
    throw refused(file, `${file} cannot be read`, 'Name a file with the passphrase in its first line.')
  }
  throw refused(file, `${file} is empty`, 'Write the passphrase into its first line.')
}

function refused(file: string, message: string, remedy: string): BurstError {
  return new BurstError('provider', [
    { code: 'passphrase-file', message: `BURST_PASSPHRASE_FILE: ${message}.`, remedy, file },
  ])
}
