import { randomUUID } from 'node:crypto'
import { AsyncEntry, findCredentialsAsync } from '@napi-rs/keyring'
import { checkSecret, type SecretStore } from './secret-store.ts'

/** Linux has a second keyring that forgets at the next start: no place for keys. */
const OPTIONS = { linux: { store: 'secret-service' } } as const
/** A keyring that waits for somebody to unlock it does not answer; then another place is used, ms. */
const ANSWER_DEADLINE_MS = 5000

/** The keyring of the system. `service` keeps the secrets of two homes apart. */
export function keyringStore(service: string): SecretStore {
  const entryOf = (name: string) => new AsyncEntry(service, name, OPTIONS)
  return {
    kind: 'keyring',
    get: async name => (await entryOf(name).getPassword(inTime())) ?? null,
    set: async (name, value) => {
      checkSecret(name, value)
      await entryOf(name).setPassword(value, inTime())
    },
    delete: async name => await entryOf(name).deletePassword(inTime()),
    names: async () => (await findCredentialsAsync(service, null, inTime())).map(({ account }) => account).toSorted(),
  }
}

/** Whether the keyring gives back what is put into it: some take a secret and forget it. Null if so, else the reason. */
export async function faultOfKeyring(store: SecretStore): Promise<string | null> {
  const name = `probe/${randomUUID()}`
  const value = randomUUID()
  try {
    await store.set(name, value)
    const read = await store.get(name)
    await store.delete(name)
    return read === value ? null : 'it does not give back what is put into it'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const inTime = () => AbortSignal.timeout(ANSWER_DEADLINE_MS)
