import { z } from 'zod'
import type { Money } from '../../../../common/money.ts'
import { VM_USER, type EndsBy } from '../bootstrap/description.ts'
import { needed, type Credentials } from '../credentials.ts'
import { asked, createHttpClient, isMissing, TroubleError, troubled, type HttpClient } from '../http/http-client.ts'
import { baseAddress } from '../http/base-address.ts'
import type { Asked, Leftover, Offer, Provider, ProviderInstance } from '../provider.ts'
import { found, TELLS_LATER, type CloudOptions } from '../real-cloud.ts'
import { createInstance } from './create.ts'
import { instanceView } from './instances.ts'
import { billingOf, offersOf, priceOf } from './offers.ts'
import { inWords, missingRules, neededRules } from './rights.ts'
import {
  OvhCatalog,
  OvhCredential,
  OvhError,
  OvhFlavor,
  OvhInstance,
  OvhMe,
  OvhProject,
  OvhSnapshot,
  OvhVolume,
} from './shapes.ts'
import { giveSelfEnd, selfEnders, takeSelfEnd, type OvhPlace } from './self-end.ts'
import { createOvhSigner, platformAddress, USUAL_PLATFORM } from './sign.ts'

/** At most 60 calls a minute and key were called fine by OVHcloud's own people; the rest is undocumented. */
const PACE_MS = 1000
const CATALOG_HOLDS_MS = 3_600_000
const SUBSIDIARIES: Readonly<Record<string, string>> = { 'ovh-eu': 'FR', 'ovh-ca': 'CA', 'ovh-us': 'US' }
const SHELF = /-shelved$/
const NO_END: Asked<EndsBy> = { kind: 'answer', value: { kind: 'nothing' } }

/** OVHcloud Public Cloud through its own API (v1). */
export function createOvhProvider({ env, clock, credentials, ovhSelfEnd = () => false }: CloudOptions): Provider {
  const given = async () => await credentials.of('ovh')
  const platformName = env['OVH_ENDPOINT'] ?? ''
  /** Accounts that were made for machines. */
  const handedOut: string[] = []
  let made: OvhCloud | null = null
  /** Other credentials may be of another platform. */
  const cloud = async (): Promise<OvhCloud> => {
    const platform = (await given())['endpoint'] ?? USUAL_PLATFORM
    if (made?.platform === platform) return made
    const base = baseAddress({ variable: 'BURST_OVH_URL', usual: platformAddress(platform) }, env)
    made = { platform, base, ...ovhClients(base, { env, clock, credentials }, handedOut) }
    return made
  }
  const projectName = async () => needed('ovh', await given(), ['project']).project
  const prices = createPrices(
    async signal => await readCatalog(await cloud(), signal),
    () => clock.now(),
  )

  /** What a call needs; trouble where credentials are missing or locked. */
  async function withProject<T>(
    work: (client: HttpClient, path: string, name: string) => Promise<T>,
  ): Promise<T | { kind: 'trouble'; trouble: TroubleError['trouble'] }> {
    try {
      const { client } = await cloud()
      const name = await projectName()
      return await work(client, `/cloud/project/${encodeURIComponent(name)}`, name)
    } catch (error) {
      if (error instanceof TroubleError) return { kind: 'trouble', trouble: error.trouble }
      throw error
    }
  }

  const placeOf = async (project: string): Promise<OvhPlace> => {
    const { client, base, platform } = await cloud()
    return { client, base, platform, project, keepSecret: secret => void handedOut.push(secret) }
  }

  async function view(instance: OvhInstance, signal: AbortSignal): Promise<ProviderInstance> {
    const planCode = instance.planCode ?? `${instance.flavor?.name ?? ''}.consumption`
    const flavorName = instance.flavor?.name ?? planCode.replace(/\..*$/, '')
    return instanceView(instance, { flavorName, pricePerHour: await prices.of(planCode, signal), user: VM_USER })
  }

  return {
    id: 'ovh',
    facts: {
      simulated: false,
      clock,
      createVisibilityMs: 60_000,
      goneSpacingMs: 20_000,
      pollMs: 5000,
      bootDeadlineMs: 20 * 60_000,
      billing: billingOf(platformName === '' ? USUAL_PLATFORM : platformName),
      // Shutting a machine down does not end its bill here: it needs an account of its own that may delete it.
      get deadMan() {
        return ovhSelfEnd() ? 'strong' : 'none'
      },
      hostKeySettlesMs: 120_000,
    },
    setEndBy: null,
    verifyCredentials: async signal => {
      const checked = await withProject(
        async (client, path, name) => await verify(client, path, name, await given(), signal),
      )
      return checked
    },
    listOffers: async signal =>
      await withProject<Asked<readonly Offer[]>>(async (client, path) => {
        const flavors = await client.ask({ method: 'GET', path: `${path}/flavor`, schema: z.array(OvhFlavor) }, signal)
        if (flavors.kind !== 'answer') return troubled(flavors)
        const catalog = await prices.catalog(signal)
        if (catalog.kind !== 'answer') return catalog
        const { platform } = await cloud()
        return { kind: 'answer', value: offersOf(flavors.value, catalog.value, platform, Date.now()) }
      }),
    create: async (spec, signal) => {
      const result = await withProject(async (client, _path, name) => {
        const giveEnd = async () => (ovhSelfEnd() ? await giveSelfEnd(await placeOf(name), spec, signal) : NO_END)
        return await createInstance(client, name, spec, giveEnd, signal)
      })
      return result.kind === 'trouble' ? { kind: 'rejected', reason: 'auth', message: result.trouble.message } : result
    },
    get: async (instanceId, signal) =>
      await withProject(async (client, path) => {
        const answer = await client.ask(
          { method: 'GET', path: `${path}/instance/${encodeURIComponent(instanceId)}`, schema: OvhInstance },
          signal,
        )
        if (answer.kind === 'answer') return found(await view(answer.value, signal))
        return isMissing(answer) ? { kind: 'not-found' as const } : troubled(answer)
      }),
    list: async signal =>
      await withProject<Asked<readonly ProviderInstance[]>>(async (client, path) => {
        const answer = await client.ask(
          { method: 'GET', path: `${path}/instance`, schema: z.array(OvhInstance) },
          signal,
        )
        if (answer.kind !== 'answer') return troubled(answer)
        return { kind: 'answer', value: await Promise.all(answer.value.map(async one => await view(one, signal))) }
      }),
    terminate: async (instanceId, signal) =>
      await withProject(async (client, path) => {
        const question = {
          method: 'DELETE' as const,
          path: `${path}/instance/${encodeURIComponent(instanceId)}`,
          schema: z.unknown(),
          isUrgent: true,
        }
        const answer = await client.ask(question, signal)
        if (answer.kind === 'answer') return { kind: 'accepted' as const }
        return isMissing(answer) ? { kind: 'not-found' as const } : troubled(answer)
      }),
    // A month's usage lags by hours and counts whole ones while a machine runs.
    cost: async () => TELLS_LATER,
    // Keys come with the boot data: only what ends a machine lies beside it.
    tidy: async (name, signal) =>
      ovhSelfEnd()
        ? await withProject(async (_client, _path, project) => await takeSelfEnd(await placeOf(project), name, signal))
        : { kind: 'answer', value: null },
    leftovers: async signal =>
      await withProject<Asked<readonly Leftover[]>>(async (client, path, project) => {
        const beside = await leftoversOf(client, path, signal)
        if (beside.kind !== 'answer' || !ovhSelfEnd()) return beside
        const enders = await selfEnders(await placeOf(project), signal)
        return enders.kind === 'answer' ? { kind: 'answer', value: [...beside.value, ...enders.value] } : enders
      }),
  }
}

type OvhCloud = {
  readonly platform: string
  readonly base: string
  /** Shows who asks. */
  readonly client: HttpClient
  /** For what is open to everybody. */
  readonly open: HttpClient
}

function ovhClients(
  base: string,
  { clock, credentials }: CloudOptions,
  handedOut: readonly string[],
): Omit<OvhCloud, 'platform' | 'base'> {
  const common = {
    name: 'OVHcloud',
    base,
    clock,
    paces: () => [{ family: 'all', intervalMs: PACE_MS }],
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

async function verify(
  client: HttpClient,
  path: string,
  name: string,
  given: Awaited<ReturnType<Credentials['of']>>,
  signal: AbortSignal,
) {
  const project = await client.ask({ method: 'GET', path, schema: OvhProject }, signal)
  if (project.kind !== 'answer') return troubled(project)
  if ((project.value.status ?? 'ok') !== 'ok')
    return {
      kind: 'trouble' as const,
      trouble: { reason: 'auth' as const, message: `the project ${name} is ${project.value.status}, not ok` },
    }
  // A service account's rights are in its policies, which it may not read.
  if ((given['client_id'] ?? '') !== '') return { kind: 'ok' as const, rights: ['reads the project'] }
  const credential = await client.ask({ method: 'GET', path: '/auth/currentCredential', schema: OvhCredential }, signal)
  if (credential.kind !== 'answer') return troubled(credential)
  const rules = credential.value.rules ?? []
  const missing = missingRules(rules, neededRules(name)).map(inWords)
  if (missing.length > 0)
    return {
      kind: 'trouble' as const,
      trouble: { reason: 'auth' as const, message: `the consumer key lacks rights: ${missing.join(', ')}` },
    }
  return { kind: 'ok' as const, rights: rules.map(inWords) }
}

async function readCatalog({ platform, client, open }: OvhCloud, signal: AbortSignal): Promise<Asked<OvhCatalog>> {
  const me = await client.ask({ method: 'GET', path: '/me', schema: OvhMe }, signal)
  const own = me.kind === 'answer' ? me.value.ovhSubsidiary : null
  const query = { ovhSubsidiary: own ?? SUBSIDIARIES[platform] ?? 'FR' }
  const answer = await open.ask(
    { method: 'GET', path: '/order/catalog/public/cloud', query, schema: OvhCatalog },
    signal,
  )
  return asked(answer, catalog => catalog)
}

/** The catalogue is large and changes by the month: read once and kept for a while. */
function createPrices(read: (signal: AbortSignal) => Promise<Asked<OvhCatalog>>, now: () => number) {
  let known: { at: number; catalog: OvhCatalog } | null = null

  async function catalog(signal: AbortSignal): Promise<Asked<OvhCatalog>> {
    if (known && now() < known.at + CATALOG_HOLDS_MS) return { kind: 'answer', value: known.catalog }
    const answer = await read(signal)
    if (answer.kind === 'answer') known = { at: now(), catalog: answer.value }
    return answer
  }

  return {
    catalog,
    /** Null where nobody says: an instance is shown all the same. */
    of: async (planCode: string, signal: AbortSignal): Promise<Money | null> => {
      const answer = await catalog(signal)
      return answer.kind === 'answer' ? priceOf(answer.value, planCode) : null
    },
  }
}

async function leftoversOf(client: HttpClient, path: string, signal: AbortSignal): Promise<Asked<readonly Leftover[]>> {
  const snapshots = await client.ask({ method: 'GET', path: `${path}/snapshot`, schema: z.array(OvhSnapshot) }, signal)
  if (snapshots.kind !== 'answer') return troubled(snapshots)
  const volumes = await client.ask({ method: 'GET', path: `${path}/volume`, schema: z.array(OvhVolume) }, signal)
  if (volumes.kind !== 'answer') return troubled(volumes)
  const sized = (kind: 'snapshot' | 'volume', { id, name, region, size }: z.infer<typeof OvhVolume>): Leftover => ({
    provider: 'ovh',
    kind,
    id,
    name: kind === 'snapshot' && SHELF.test(name ?? '') ? `${name} (of a shelved instance)` : (name ?? ''),
    region: region ?? null,
    bytes: size === null || size === undefined ? null : size * 1e9,
    pricePerMonth: null,
  })
  return {
    kind: 'answer',
    value: [...snapshots.value.map(one => sized('snapshot', one)), ...volumes.value.map(one => sized('volume', one))],
  }
}
