import { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'

/** `provider/runpod/api_key`: words of letters, digits, `-`, `_` and `.`, with `/` between them. */
export const SecretName = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*)*$/)

/** No credential of a provider is longer; the keyring of Windows holds 2,560 bytes. */
export const MAX_SECRET_BYTES = 2000

/** Where secrets are kept. The same for every face, so that what was entered in the window works in the terminal. */
export type SecretStore = {
  readonly kind: 'keyring' | 'file' | 'environment'
  /** Null where there is none of that name. */
  readonly get: (name: string) => Promise<string | null>
  readonly set: (name: string, value: string) => Promise<void>
  /** Whether there was one. */
  readonly delete: (name: string) => Promise<boolean>
  /** Sorted; never the secrets themselves. */
  readonly names: () => Promise<string[]>
}

/** Throws a BurstError of kind `usage` for a name or a secret that not every store can hold. */
export function checkSecret(name: string, value: string): void {
  if (!SecretName.safeParse(name).success)
    throw usage('secret-name', `${JSON.stringify(name)} is no name of a secret.`, 'Use letters, digits, - and _.')
  const bytes = Buffer.byteLength(value)
  if (bytes === 0 || bytes > MAX_SECRET_BYTES || value.includes('\0') || !value.isWellFormed())
    throw usage(
      'secret-value',
      `The secret ${name} has ${bytes} bytes; it may have 1 to ${MAX_SECRET_BYTES}, and none of them zero.`,
      'Give the key or token itself.',
    )
}

function usage(code: string, message: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code, message, remedy }])
}
