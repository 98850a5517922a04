import { z } from 'zod'
import type { EndsBy } from '../bootstrap/description.ts'
import { isMissing, troubled, type HttpClient } from '../http/http-client.ts'
import type { Asked, CreateSpec, Leftover } from '../provider.ts'
import { TOKEN_ADDRESSES } from './sign.ts'

/** The policy outlives the machine's last instant by this: it may take a few tries, ms. */
const POLICY_MARGIN_MS = 24 * 3_600_000

const Made = z.object({ clientId: z.string().min(1), clientSecret: z.string().min(1) })
const Client = z.object({ name: z.string().nullish(), identity: z.string().nullish() })
const Policy = z.object({ id: z.string(), name: z.string() })

export type OvhPlace = {
  readonly client: HttpClient
  /** Of the first version, without a slash at its end. */
  readonly base: string
  readonly platform: string
  readonly project: string
  /** Told what no message may show. */
  readonly keepSecret: (secret: string) => void
}

/**
 * A service account that may read and delete instances of one project, until soon after the machine's last instant, and
 * nothing else: what the machine ends itself with. Its name is that of the instance, so that both are found again.
 *
 * Where a step is refused, what was made by then is removed.
 */
export async function giveSelfEnd(
  { client, base, platform, project, keepSecret }: OvhPlace,
  spec: CreateSpec,
  signal: AbortSignal,
): Promise<Asked<EndsBy>> {
  const body = {
    callbackUrls: [],
    flow: 'CLIENT_CREDENTIALS',
    name: spec.name,
    description: 'Ends one instance of Burst',
  }
  const made = await client.once({ method: 'POST', path: '/me/api/oauth2/client', body, schema: Made }, signal)
  if (made.kind !== 'answer') return troubled(made)
  const { clientId, clientSecret } = made.value
  keepSecret(clientSecret)
  const allowed = await allow({ client, base, project }, clientId, spec, signal)
  if (allowed.kind !== 'answer') {
    await client.ask({ method: 'DELETE', path: clientPath(clientId), schema: z.unknown() }, signal)
    return allowed
  }
  return {
    kind: 'answer',
    value: {
      kind: 'ovh',
      api: base,
      project,
      tokens: TOKEN_ADDRESSES[platform] ?? '',
      clientId,
      clientSecret,
    },
  }
}

async function allow(
  { client, base, project }: Pick<OvhPlace, 'client' | 'base' | 'project'>,
  clientId: string,
  spec: CreateSpec,
  signal: AbortSignal,
): Promise<Asked<null>> {
  const seen = await client.ask({ method: 'GET', path: clientPath(clientId), schema: Client }, signal)
  if (seen.kind !== 'answer') return troubled(seen)
  const { identity } = seen.value
  if (!identity)
    return { kind: 'trouble', trouble: { reason: 'bad-answer', message: 'OVHcloud names no identity of the account' } }
  // `urn:v1:eu:…`: a resource is named after the same region.
  const region = identity.split(':')[2] ?? 'eu'
  const policy = await client.once(
    {
      method: 'POST',
      path: policyAddress(base),
      schema: Policy,
      body: {
        name: spec.name,
        description: 'Ends one instance of Burst',
        identities: [identity],
        resources: [{ urn: `urn:v1:${region}:resource:publicCloudProject:${project}` }],
        permissions: {
          allow: [
            { action: 'publicCloudProject:apiovh:instance/get' },
            { action: 'publicCloudProject:apiovh:instance/delete' },
          ],
        },
        expiredAt: new Date(spec.lastEndMs + POLICY_MARGIN_MS).toISOString(),
      },
    },
    signal,
  )
  return policy.kind === 'answer' ? { kind: 'answer', value: null } : troubled(policy)
}

/** Removes account and policy of an instance that is gone. */
export async function takeSelfEnd(place: OvhPlace, name: string, signal: AbortSignal): Promise<Asked<null>> {
  const { client, base } = place
  const policies = await client.ask({ method: 'GET', path: policyAddress(base), schema: z.array(Policy) }, signal)
  if (policies.kind !== 'answer') return troubled(policies)
  const accounts = await selfEnders(place, signal)
  if (accounts.kind !== 'answer') return accounts
  const paths = [
    ...policies.value
      .filter(policy => policy.name === name)
      .map(({ id }) => `${policyAddress(base)}/${encodeURIComponent(id)}`),
    ...accounts.value.filter(account => account.name === name).map(({ id }) => clientPath(id)),
  ]
  for (const path of paths) {
    const answer = await client.ask({ method: 'DELETE', path, schema: z.unknown() }, signal)
    if (answer.kind !== 'answer' && !isMissing(answer)) return troubled(answer)
  }
  return { kind: 'answer', value: null }
}

/** Accounts that bear an instance's name. */
export async function selfEnders({ client }: OvhPlace, signal: AbortSignal): Promise<Asked<Leftover[]>> {
  const ids = await client.ask({ method: 'GET', path: '/me/api/oauth2/client', schema: z.array(z.string()) }, signal)
  if (ids.kind !== 'answer') return troubled(ids)
  const found: Leftover[] = []
  for (const id of ids.value) {
    const seen = await client.ask({ method: 'GET', path: clientPath(id), schema: Client }, signal)
    if (seen.kind !== 'answer') return troubled(seen)
    const name = seen.value.name ?? ''
    if (name.startsWith('burst-'))
      found.push({ provider: 'ovh', kind: 'credential', id, name, region: null, bytes: null, pricePerMonth: null })
  }
  return { kind: 'answer', value: found }
}

const clientPath = (id: string): string => `/me/api/oauth2/client/${encodeURIComponent(id)}`

/** Policies live in the second version of the API. */
const policyAddress = (base: string): string => `${base.replace(/\/(?:1\.0|v1)$/, '')}/v2/iam/policy`
