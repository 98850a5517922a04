import { BurstError } from '../../../common/errors.ts'
import { checkSecret, type SecretStore } from '../storage/secrets/secret-store.ts'
import { CLOUD_IDS, CREDENTIALS, isCloudId, secretNameOf, type CloudId } from './credentials.ts'

/** Remembers that a cloud's credentials are in the store, or no longer are. */
export type NoteLogin = (cloud: CloudId, is: boolean) => Promise<void>

/** The cloud of that name; BurstError of kind `usage` for one that takes no credentials. */
export function cloudNamed(name: string): CloudId {
  if (isCloudId(name)) return name
  throw new BurstError('usage', [
    {
      code: 'unknown-provider',
      message: `${name} is no provider that takes credentials.`,
      remedy: `Name one of: ${CLOUD_IDS.join(', ')}.`,
    },
  ])
}

/**
 * Keeps credentials, all or none; fields that are not given stay as they are. Gives back the names under which they are.
 *
 * BurstError of kind `usage` for a field that the cloud does not have, or a secret that no store can hold.
 */
export async function keepCredentials(
  store: SecretStore,
  note: NoteLogin,
  cloud: CloudId,
  fields: Readonly<Record<string, string>>,
): Promise<string[]> {
  const known = CREDENTIALS[cloud]
  const given = Object.entries(fields).map(([field, value]) => {
    if (known.some(other => other.field === field)) return [secretNameOf(cloud, field), value.trim()] as const
    throw new BurstError('usage', [
      {
        code: 'unknown-field',
        message: `${cloud} has no credential ${JSON.stringify(field.slice(0, 40))}.`,
        remedy: `It has: ${known.map(other => other.field).join(', ')}.`,
      },
    ])
  })
  for (const [name, value] of given) checkSecret(name, value)
  for (const [name, value] of given) await store.set(name, value)
  // Noted also where nothing is new: whoever read them before reads them again.
  await note(cloud, true)
  return given.map(([name]) => name)
}

/** Gives back the names of what was there. The environment is not ours to change. */
export async function forgetCredentials(store: SecretStore, note: NoteLogin, cloud: CloudId): Promise<string[]> {
  const forgotten: string[] = []
  for (const { field } of CREDENTIALS[cloud]) {
    const name = secretNameOf(cloud, field)
    if (store.kind !== 'environment' && (await store.delete(name))) forgotten.push(name)
  }
  await note(cloud, false)
  return forgotten
}
