import { BurstError } from '../../../../common/errors.ts'
import type { SecretStore } from './secret-store.ts'

const PREFIX = 'BURST_SECRET_'

/** The variable that holds a secret: `provider/runpod/api_key` is `BURST_SECRET_PROVIDER_RUNPOD_API_KEY`. */
export function variableOf(name: string): string {
  return PREFIX + name.replaceAll(/[^A-Za-z0-9]/g, '_').toUpperCase()
}

/** Secrets that the environment brings, for machines without a keyring; they can be read and not written. */
export function environmentStore(env: NodeJS.ProcessEnv): SecretStore {
  return {
    kind: 'environment',
    get: async name => env[variableOf(name)] ?? null,
    set: async name => {
      throw readOnly(name)
    },
    delete: async name => {
      if (env[variableOf(name)] === undefined) return false
      throw readOnly(name)
    },
    names: async () =>
      Object.keys(env)
        .filter(key => key.startsWith(PREFIX))
        .toSorted(),
  }
}

function readOnly(name: string): BurstError {
  return new BurstError('usage', [
    {
      code: 'secrets-read-only',
      message: `The secret ${name} cannot be kept: this machine has no keyring, and no passphrase is given.`,
      remedy: `Set BURST_PASSPHRASE_FILE to a file with a passphrase, or bring the secret in ${variableOf(name)}.`,
    },
  ])
}
