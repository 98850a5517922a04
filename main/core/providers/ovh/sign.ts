import ovh from 'ovh'
import { z } from 'zod'
import type { Clock } from '../../clock.ts'
import { needed, type Given } from '../credentials.ts'
import { TroubleError, troubled, type HttpClient, type Outgoing } from '../http/http-client.ts'

/** Where each platform gives out tokens for service accounts, as its documentation has it. */
export const TOKEN_ADDRESSES: Readonly<Record<string, string>> = {
  'ovh-eu': 'https://www.ovh.com/auth/oauth2/token',
  'ovh-ca': 'https://ca.ovh.com/auth/oauth2/token',
  'ovh-us': 'https://us.ovhcloud.com/auth/oauth2/token',
}
export const OVH_PLATFORMS = Object.keys(TOKEN_ADDRESSES)
export const USUAL_PLATFORM = 'ovh-eu'

const TOKEN_DEADLINE_MS = 20_000
/** A token is asked for anew this long before it ends, ms. */
const TOKEN_MARGIN_MS = 60_000

/** The address of a platform's API, as OVHcloud's own package knows it. TroubleError for a name that it does not know. */
export function platformAddress(platform: string): string {
  if (!OVH_PLATFORMS.includes(platform))
    throw new TroubleError({
      reason: 'auth',
      message: `OVH_ENDPOINT is ${platform}; it may be ${OVH_PLATFORMS.join(', ')}`,
    })
  const { host, basePath } = ovh({ endpoint: platform, appKey: '', appSecret: '', consumerKey: '' })
  return `https://${host}${basePath}`
}

export interface OvhSigner {
  /** Headers that prove who asks. TroubleError where credentials are missing or the platform's clock cannot be read. */
  headers(outgoing: Outgoing, signal: AbortSignal): Promise<Record<string, string>>
  /** The platform did not accept a signature: its clock is read anew before the next one. */
  distrustClock(): void
}

type SignerOptions = {
  readonly base: string
  readonly clock: Clock
  readonly credentials: () => Promise<Given>
  /** For what is open to everybody. */
  readonly open: Pick<HttpClient, 'ask'>
}

/**
 * Signs requests as OVHcloud wants it: by the package, over the very bytes that are sent, with the time of the platform.
 *
 * A service account (OAuth2) shows a token in place of a signature.
 */
export function createOvhSigner({ base, clock, credentials, open }: SignerOptions): OvhSigner {
  /** The platform's clock minus ours, seconds. */
  let skew: number | null = null
  let token: { value: string; until: number; of: string } | null = null

  async function skewNow(signal: AbortSignal): Promise<number> {
    const answer = await open.ask({ method: 'GET', path: '/auth/time', schema: z.int() }, signal)
    if (answer.kind !== 'answer') throw new TroubleError(troubled(answer).trouble)
    return answer.value - Math.floor(Date.now() / 1000)
  }

  async function tokenOf(given: Given, signal: AbortSignal): Promise<string> {
    const { client_id: id, client_secret: secret } = needed('ovh', given, ['client_id', 'client_secret'])
    if (token && token.of === id && clock.now() < token.until) return token.value
    const platform = given['endpoint'] ?? USUAL_PLATFORM
    // A server in the platform's place gives out the tokens too.
    const isReal = base === platformAddress(platform)
    const address = isReal ? (TOKEN_ADDRESSES[platform] ?? '') : `${new URL(base).origin}/auth/oauth2/token`
    const response = await fetch(address, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: id,
        client_secret: secret,
        scope: 'all',
      }).toString(),
      signal: AbortSignal.any([signal, AbortSignal.timeout(TOKEN_DEADLINE_MS)]),
    })
    const answer = Token.safeParse(await response.json().catch(() => null))
    if (!response.ok || !answer.success)
      throw new TroubleError({
        reason: 'auth',
        message: `OVHcloud gives no token to the service account (${response.status})`,
      })
    token = {
      value: answer.data.access_token,
      until: clock.now() + answer.data.expires_in * 1000 - TOKEN_MARGIN_MS,
      of: id,
    }
    return token.value
  }

  return {
    async headers({ method, url, body }, signal) {
      const given = await credentials()
      if ((given['client_id'] ?? '') !== '') return { authorization: `Bearer ${await tokenOf(given, signal)}` }
      const keys = needed('ovh', given, ['application_key', 'application_secret', 'consumer_key'])
      skew ??= await skewNow(signal)
      const timestamp = Math.floor(Date.now() / 1000) + skew
      const client = ovh({
        appKey: keys.application_key,
        appSecret: keys.application_secret,
        consumerKey: keys.consumer_key,
      })
      return {
        'x-ovh-application': keys.application_key,
        'x-ovh-consumer': keys.consumer_key,
        'x-ovh-timestamp': String(timestamp),
        'x-ovh-signature': client.signRequest(method, url, body, timestamp),
      }
    },
    distrustClock: () => {
      skew = null
    },
  }
}

const Token = z.object({ access_token: z.string().min(1), expires_in: z.number().positive() })
