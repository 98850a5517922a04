import { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'
import type { Clock } from '../../clock.ts'
import { createHttpClient, troubled } from '../http/http-client.ts'
import { baseAddress } from '../http/base-address.ts'
import { neededRules } from './rights.ts'
import { OvhCredential, OvhError } from './shapes.ts'
import { platformAddress } from './sign.ts'
import ovh from 'ovh'

export type ApplicationKeys = {
  /** As in `ovh-eu`. */
  readonly endpoint: string
  readonly applicationKey: string
  readonly applicationSecret: string
  readonly project: string
}

const Asked = z.object({ validationUrl: z.url(), consumerKey: z.string().min(1).max(200) })
const PACE_MS = 1000
const LOOK_EVERY_MS = 3000
const PATIENCE_MS = 15 * 60_000

/**
 * Asks OVHcloud for a consumer key with the rights that Burst uses and no others, and waits until the user has agreed to
 * it in the browser. `show` is given the page on which that is done.
 *
 * BurstError of kind `provider` where OVHcloud refuses, the user does, or nobody agrees within a quarter of an hour.
 */
export async function askForConsumerKey(
  keys: ApplicationKeys,
  { env, clock, show }: { env: NodeJS.ProcessEnv; clock: Clock; show: (validationUrl: string) => void },
  signal: AbortSignal,
): Promise<string> {
  const base = baseAddress({ variable: 'BURST_OVH_URL', usual: platformAddress(keys.endpoint) }, env)
  let consumerKey = ''
  const client = createHttpClient({
    name: 'OVHcloud',
    base: () => base,
    clock,
    paces: () => [{ family: 'all', intervalMs: PACE_MS }],
    words: body => {
      const said = OvhError.safeParse(body)
      const { message, errorCode, class: kind } = said.success ? said.data : {}
      return message === undefined ? null : { code: errorCode ?? kind ?? 'refused', message }
    },
    secrets: () => [keys.applicationSecret, consumerKey],
    requestIdHeader: 'x-ovh-queryid',
    headers: async ({ method, url, body }) => {
      const application = { 'x-ovh-application': keys.applicationKey }
      if (consumerKey === '' || url === `${base}/auth/time`) return application
      const timestamp = await now()
      const signer = ovh({ appKey: keys.applicationKey, appSecret: keys.applicationSecret, consumerKey })
      return {
        ...application,
        'x-ovh-consumer': consumerKey,
        'x-ovh-timestamp': String(timestamp),
        'x-ovh-signature': signer.signRequest(method, url, body, timestamp),
      }
    },
  })
  const now = async (): Promise<number> => {
    const answer = await client.ask({ method: 'GET', path: '/auth/time', schema: z.int() }, signal)
    if (answer.kind !== 'answer') throw refused(troubled(answer).trouble.message)
    return answer.value
  }
  const asked = await client.once(
    {
      method: 'POST',
      path: '/auth/credential',
      body: { accessRules: neededRules(keys.project) },
      schema: Asked,
    },
    signal,
  )
  if (asked.kind !== 'answer') throw refused(troubled(asked).trouble.message)
  consumerKey = asked.value.consumerKey
  show(asked.value.validationUrl)
  for (const until = clock.now() + PATIENCE_MS; clock.now() < until; await clock.sleep(LOOK_EVERY_MS, signal)) {
    const seen = await client.ask({ method: 'GET', path: '/auth/currentCredential', schema: OvhCredential }, signal)
    const status = seen.kind === 'answer' ? seen.value.status : 'pendingValidation'
    if (status === 'validated') return consumerKey
    if (status === 'refused' || status === 'expired') throw refused(`the key was ${status} on OVHcloud's page`)
  }
  throw refused('nobody agreed to the key within a quarter of an hour')
}

function refused(why: string): BurstError {
  const remedy = 'Check application key and secret, and agree to the rights on the page that is shown.'
  return new BurstError('provider', [{ code: 'consumer-key', message: `No consumer key: ${why}.`, remedy }])
}
