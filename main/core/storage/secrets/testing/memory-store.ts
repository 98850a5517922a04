import type { SecretStore } from '../secret-store.ts'

/** A keyring as a system has it, in memory. */
export function memoryStore(held = new Map<string, string>()): SecretStore {
  return {
    kind: 'keyring',
    get: async name => held.get(name) ?? null,
    set: async (name, value) => void held.set(name, value),
    delete: async name => held.delete(name),
    names: async () => [...held.keys()].toSorted(),
  }
}
