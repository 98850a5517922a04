import { createHttpClient, type HttpClient } from '../http/http-client.ts'
import type { CloudOptions } from '../real-cloud.ts'
import { OvhError } from './shapes.ts'
import { createOvhSigner } from './sign.ts'

/** At most 60 calls a minute and key were called fine by OVHcloud's own people; the rest is undocumented. */
const PACE_MS = 1000
/** Calls are counted by the minute there: ends need not be a second apart. */
const URGENT_AT_ONCE = 20

export type OvhCloud = {
  readonly platform: string
  readonly base: string
  /** Shows who asks. */
  readonly client: HttpClient
  /** For what is open to everybody. */
  readonly open: HttpClient
}

/** `handedOut`: secrets beyond the credentials that no message may show. */
export function ovhClients(
  base: string,
  { clock, credentials }: CloudOptions,
  handedOut: readonly string[],
): Omit<OvhCloud, 'platform' | 'base'> {
  const common = {
    name: 'OVHcloud',
    base: () => base,
    clock,
    paces: () => [{ family: 'all', intervalMs: PACE_MS, urgentAtOnce: URGENT_AT_ONCE }],
    words: (body: unknown) => {
      const said = OvhError.safeParse(body)
      if (!said.success || said.data.message === undefined) return null
      return { code: said.data.errorCode ?? said.data.class ?? 'refused', message: said.data.message }
    },
    secrets: () => [...credentials.handedOut('ovh'), ...handedOut],
    requestIdHeader: 'x-ovh-queryid',
  }
  const open = createHttpClient({ ...common, headers: async () => ({}) })
  const signer = createOvhSigner({ base, clock, open, credentials: async () => await credentials.of('ovh') })
  const client = createHttpClient({
    ...common,
    headers: async (outgoing, signal) => await signer.headers(outgoing, signal),
  })
  /** A refused signature may be a clock that was set since: read it anew, and ask what may be asked again. */
  const signed: HttpClient = {
    once: async (question, signal) => {
      const answer = await client.once(question, signal)
      if (answer.kind === 'refused' && /SIGNATURE/i.test(answer.code)) signer.distrustClock()
      return answer
    },
    ask: async (question, signal) => {
      const answer = await client.ask(question, signal)
      if (answer.kind !== 'refused' || !/SIGNATURE/i.test(answer.code)) return answer
      signer.distrustClock()
      return await client.ask(question, signal)
    },
  }
  return { client: signed, open }
}
