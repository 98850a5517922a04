import { z } from 'zod'
import { BurstError } from '../../../../common/errors.ts'
import type { Money } from '../../../../common/money.ts'
import { VM_USER, type EndsBy } from '../bootstrap/description.ts'
import { needed } from '../credentials.ts'
import { isMissing, TroubleError, troubled, type HttpClient } from '../http/http-client.ts'
import { baseAddress } from '../http/base-address.ts'
import type { Asked, Leftover, Offer, Provider, ProviderInstance } from '../provider.ts'
import { found, TELLS_LATER, type CloudOptions } from '../real-cloud.ts'
import { leftoversOf, verify } from './account.ts'
import { ovhClients, type OvhCloud } from './clients.ts'
import { createInstance } from './create.ts'
import { usageOf } from './usage.ts'
import { ovhImages } from './images.ts'
import { instanceView } from './instances.ts'
import { billingOf, offersOf } from './offers.ts'
import { createPrices, readCatalog } from './prices.ts'
import { OvhFlavor, OvhInstance, OvhUsage } from './shapes.ts'
import { giveSelfEnd, selfEnders, takeSelfEnd, type OvhPlace } from './self-end.ts'
import { platformAddress, USUAL_PLATFORM } from './sign.ts'
import { ovhVolumes } from './volumes.ts'

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
      if (error instanceof BurstError)
        return { kind: 'trouble', trouble: { reason: 'network', message: error.message } }
      throw error
    }
  }

  const placeOf = async (project: string): Promise<OvhPlace> => {
    const { client, base, platform } = await cloud()
    return { client, base, platform, project, keepSecret: secret => void handedOut.push(secret) }
  }

  async function view(instance: OvhInstance, withPrice: boolean, signal: AbortSignal): Promise<ProviderInstance> {
    const planCode = instance.planCode ?? `${instance.flavor?.name ?? ''}.consumption`
    const flavorName = instance.flavor?.name ?? planCode.replace(/\..*$/, '')
    const pricePerHour = withPrice ? await prices.of(planCode, signal) : null
    return instanceView(instance, { flavorName, pricePerHour, user: VM_USER })
  }

  const volumes = ovhVolumes(
    async work => await withProject(async (client, path) => await work(client, path)),
    async (planCode, signal) => await prices.of(planCode, signal),
  )

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
      startsFrom: 'disks',
      // Shutting a machine down does not end its bill here: it needs an account of its own that may delete it.
      get deadMan() {
        return ovhSelfEnd() ? 'strong' : 'none'
      },
      hostKeySettlesMs: 120_000,
    },
    setEndBy: null,
    images: ovhImages(async work => await withProject(async (client, path) => await work(client, path))),
    volumes,
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
        if (answer.kind === 'answer') return found(await view(answer.value, true, signal))
        return isMissing(answer) ? { kind: 'not-found' as const } : troubled(answer)
      }),
    list: async (signal, { withPrices = true } = {}) =>
      await withProject<Asked<readonly ProviderInstance[]>>(async (client, path) => {
        const answer = await client.ask(
          { method: 'GET', path: `${path}/instance`, schema: z.array(OvhInstance) },
          signal,
        )
        if (answer.kind !== 'answer') return troubled(answer)
        return {
          kind: 'answer',
          value: await Promise.all(answer.value.map(async one => await view(one, withPrices, signal))),
        }
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
    usage: async (_from, signal) =>
      await withProject<Asked<ReadonlyMap<string, Money>>>(async (client, path) => {
        const answer = await client.ask({ method: 'GET', path: `${path}/usage/current`, schema: OvhUsage }, signal)
        if (answer.kind !== 'answer') return troubled(answer)
        const catalog = await prices.catalog(signal)
        if (catalog.kind !== 'answer') return catalog
        return { kind: 'answer', value: usageOf(answer.value, catalog.value.locale.currencyCode) }
      }),
    // Keys come with the boot data: only what ends a machine lies beside it.
    tidy: async (name, signal) =>
      ovhSelfEnd()
        ? await withProject(async (_client, _path, project) => await takeSelfEnd(await placeOf(project), name, signal))
        : { kind: 'answer', value: null },
    leftovers: async signal =>
      await withProject<Asked<readonly Leftover[]>>(async (client, path, project) => {
        const beside = await leftoversOf(client, path, volumes, signal)
        if (beside.kind !== 'answer' || !ovhSelfEnd()) return beside
        const enders = await selfEnders(await placeOf(project), signal)
        return enders.kind === 'answer' ? { kind: 'answer', value: [...beside.value, ...enders.value] } : enders
      }),
  }
}
