import { BurstError } from '../../common/errors.ts'
import type { SdgenConfig } from './sdgen-config.ts'

/** Deeper than any credential lies. */
const MAX_DEPTH = 4

/**
 * The credentials under `cloud_providers`: name in the secret store → secret. Every text and number counts as one, as
 * which fields a provider has there is not fixed; `{ "runpod": { "api_key": "…" } }` gives `provider/runpod/api_key`.
 *
 * Throws a BurstError of kind `usage` where there is no such block, it is no object, or two fields have the same name here.
 */
export function sdgenCredentials({ file, cloudProviders }: SdgenConfig): Map<string, string> {
  if (cloudProviders === undefined) throw faulty(file, 'has no `cloud_providers`', 'Name the file that has them.')
  if (!isBlock(cloudProviders))
    throw faulty(file, 'has something else than an object under `cloud_providers`', 'Make it { "name": { … } }.')
  const found = new Map<string, string>()
  for (const [path, value] of leaves(cloudProviders, file)) {
    const name = ['provider', ...path.map(wordOf)].join('/')
    if (found.has(name))
      throw faulty(file, `has two fields that would both be ${name}`, 'Rename or delete one of them.')
    found.set(name, value)
  }
  if (found.size === 0) throw faulty(file, 'has nothing under `cloud_providers`', 'There is nothing to import.')
  return found
}

function* leaves(block: object, file: string, path: readonly string[] = []): Generator<[string[], string]> {
  if (path.length >= MAX_DEPTH) throw faulty(file, `is nested too deep under \`${path.join('.')}\``, 'Flatten it.')
  for (const [key, value] of Object.entries(block)) {
    const at = [...path, key]
    if (isBlock(value)) yield* leaves(value, file, at)
    else if (typeof value === 'number' || (typeof value === 'string' && value !== '')) yield [at, String(value)]
  }
}

const isBlock = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As names in the store are written. */
const wordOf = (key: string): string =>
  key
    .toLowerCase()
    .replaceAll(/[^\w.-]/g, '_')
    .replace(/^(?![a-z0-9])/, 'x')

function faulty(file: string, what: string, remedy: string): BurstError {
  return new BurstError('usage', [{ code: 'cloud-providers', message: `${file} ${what}.`, remedy, file }])
}
