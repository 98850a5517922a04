import { mkdirSync, readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { SecretStore } from '../storage/secrets/secret-store.ts'
import { writeDurably } from '../transfer/durable.ts'
import { TroubleError } from './http/http-client.ts'

export type CloudId = 'ovh' | 'runpod' | 'lambda' | 'vast'

export type CredentialField = {
  /** In the secret store it is `provider/<cloud>/<field>`. */
  readonly field: string
  /** As the provider's own tools name it. */
  readonly variable: string
  readonly about: string
  /** May be shown; the others never. */
  readonly isPublic?: true
}

/** What each provider wants to be shown. Variables are those of the providers' own tools. */
export const CREDENTIALS: Readonly<Record<CloudId, readonly CredentialField[]>> = {
  ovh: [
    { field: 'endpoint', variable: 'OVH_ENDPOINT', about: 'ovh-eu, ovh-ca or ovh-us', isPublic: true },
    {
      field: 'project',
      variable: 'OVH_CLOUD_PROJECT_SERVICE',
      about: 'id of the Public Cloud project',
      isPublic: true,
    },
    { field: 'application_key', variable: 'OVH_APPLICATION_KEY', about: 'application key' },
    { field: 'application_secret', variable: 'OVH_APPLICATION_SECRET', about: 'application secret' },
    { field: 'consumer_key', variable: 'OVH_CONSUMER_KEY', about: 'consumer key' },
    { field: 'client_id', variable: 'OVH_CLIENT_ID', about: 'of a service account, in place of the three keys' },
    { field: 'client_secret', variable: 'OVH_CLIENT_SECRET', about: 'of a service account' },
  ],
  runpod: [{ field: 'api_key', variable: 'RUNPOD_API_KEY', about: 'API key with read and write' }],
  lambda: [{ field: 'api_key', variable: 'LAMBDA_API_KEY', about: 'API key' }],
  vast: [{ field: 'api_key', variable: 'VAST_API_KEY', about: 'API key' }],
}

export const CLOUD_IDS = Object.keys(CREDENTIALS) as readonly CloudId[]

export function isCloudId(id: string): id is CloudId {
  return Object.hasOwn(CREDENTIALS, id)
}

export const secretNameOf = (cloud: CloudId, field: string): string => `provider/${cloud}/${field}`

export type Given = Readonly<Partial<Record<string, string>>>

export interface Credentials {
  /** Clouds that somebody entered credentials for, or that the environment brings some of. */
  configured(): readonly CloudId[]
  /** Everything that is known for a cloud, the environment first. TroubleError `auth` where the secrets are locked. */
  of(cloud: CloudId): Promise<Given>
  /** What was handed out by `of`, for messages that must not show it. */
  handedOut(cloud: CloudId): readonly string[]
}

export type CredentialsOptions = {
  readonly env: NodeJS.ProcessEnv
  readonly secrets: () => Promise<{ readonly store: Pick<SecretStore, 'get'> }>
  /** The file with the names of those that were entered. */
  readonly entered: string
  /** Clouds that are known to have credentials all the same: the file may be lost. */
  readonly also?: readonly CloudId[]
}

export function openCredentials({ env, secrets, entered, also = [] }: CredentialsOptions): Credentials {
  const known = new Map<CloudId, Given>()
  let asOf = changedAt(entered)

  /** Another face may have entered other ones, or taken them away. */
  function forgetIfChanged(): void {
    const at = changedAt(entered)
    if (at !== asOf) known.clear()
    asOf = at
  }

  const isEntered = (cloud: CloudId) => also.includes(cloud) || enteredIn(entered).includes(cloud)

  async function read(cloud: CloudId): Promise<Given> {
    const fields = CREDENTIALS[cloud]
    const given = Object.fromEntries(fields.flatMap(({ field, variable }) => entryOf(field, env[variable])))
    if (!isEntered(cloud)) return given
    const { store } = await secrets().catch((error: unknown) => {
      throw locked(cloud, error)
    })
    for (const { field } of fields)
      if (given[field] === undefined) {
        const value = await store.get(secretNameOf(cloud, field)).catch((error: unknown) => {
          throw locked(cloud, error)
        })
        if (value !== null) given[field] = value
      }
    return given
  }

  return {
    configured: () =>
      CLOUD_IDS.filter(
        cloud =>
          isEntered(cloud) ||
          CREDENTIALS[cloud].some(({ variable, isPublic }) => isPublic !== true && (env[variable] ?? '') !== ''),
      ),
    async of(cloud) {
      forgetIfChanged()
      const given = known.get(cloud) ?? (await read(cloud))
      known.set(cloud, given)
      return given
    },
    handedOut: cloud => {
      const given = known.get(cloud) ?? {}
      return CREDENTIALS[cloud].flatMap(({ field, isPublic }) => (isPublic === true ? [] : (given[field] ?? [])))
    },
  }
}

/** Of these a cloud needs every one; TroubleError `auth` that names what is missing and the variable to set. */
export function needed<F extends string>(cloud: CloudId, given: Given, fields: readonly F[]): Record<F, string> {
  const missing = fields.filter(field => (given[field] ?? '') === '')
  if (missing.length === 0) return Object.fromEntries(fields.map(field => [field, given[field]])) as Record<F, string>
  const variables = CREDENTIALS[cloud].filter(({ field }) => missing.some(name => name === field))
  const message = `its credentials are not complete: ${variables.map(({ variable, about }) => `${variable} (${about})`).join(', ')}; \`burst providers login ${cloud}\` asks for them`
  throw new TroubleError({ reason: 'auth', message })
}

/** Null where there is no such file. */
function changedAt(file: string): number | null {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? null
}

const Entered = z.array(z.string().max(64)).max(100)

/** Names of the clouds whose credentials were entered. What cannot be read names none: then the environment counts. */
export function enteredIn(file: string): readonly string[] {
  try {
    return Entered.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return []
  }
}

/** Notes that a cloud's credentials are, or are no longer, in the secret store. */
export async function noteEntered(file: string, cloud: CloudId, is: boolean): Promise<void> {
  const others = enteredIn(file).filter(name => name !== cloud)
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  await writeDurably(file, JSON.stringify(is ? [...others, cloud].toSorted() : others), 0o600)
}

function entryOf(field: string, value: string | undefined): [string, string][] {
  return value === undefined || value === '' ? [] : [[field, value]]
}

function locked(cloud: CloudId, error: unknown): TroubleError {
  const variables = CREDENTIALS[cloud].map(({ variable }) => variable).join(', ')
  const reason = error instanceof Error ? error.message : String(error)
  return new TroubleError({ reason: 'auth', message: `its secrets are locked (${reason}); set ${variables} instead` })
}
